namespace Sockets.Tools.Commands.Input;

/// <summary>Bytes in the order they come, in runs as large as they are there.</summary>
internal interface IByteFeed : IDisposable
{
    /// <summary>How many bytes there are in all; null when nobody knows before the end.</summary>
    long? TotalBytes { get; }

    /// <summary>The next run, valid until the next call; empty at the end.</summary>
    ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken);
}
