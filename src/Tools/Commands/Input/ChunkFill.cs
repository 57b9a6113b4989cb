namespace Sockets.Tools.Commands.Input;

/// <summary>When a chunk of a stream becomes a message.</summary>
internal enum ChunkFill
{
    /// <summary>What has arrived is sent, up to the chunk size: nothing waits for more.</summary>
    AsItComes,

    /// <summary>Every chunk is full, except the last.</summary>
    Full,
}
