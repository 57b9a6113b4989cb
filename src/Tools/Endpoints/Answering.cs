namespace Sockets.Tools.Endpoints;

/// <summary>Answers a request.</summary>
/// <param name="question">Valid until it has been answered.</param>
/// <param name="longest">The longest answer that can be sent.</param>
/// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
/// <exception cref="InvalidOperationException">There is none; whoever had to give it has said why.</exception>
internal delegate ValueTask<ReadOnlyMemory<byte>> Answering(ReadOnlyMemory<byte> question, int longest, CancellationToken cancellationToken);
