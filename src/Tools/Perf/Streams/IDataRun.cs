using Sockets.Tools.Perf.Control;

namespace Sockets.Tools.Perf.Streams;

/// <summary>
/// The streams of one test on one side. This is where a transport plugs in: one implementation for the client, one for the
/// server, and nobody else knows what runs below.
/// </summary>
internal interface IDataRun : IAsyncDisposable
{
    /// <summary>Where this side waits for the other: a port for each stream; empty when the other need not know.</summary>
    IReadOnlyList<int> Ports => [];

    /// <summary>Opens this side's ends.</summary>
    /// <param name="ready">What the server said it is ready with.</param>
    /// <param name="cancellationToken">Ends the wait for the other side.</param>
    ValueTask<IReadOnlyList<IDataStream>> OpenAsync(Ready ready, CancellationToken cancellationToken);
}
