using Sockets.Transport.Buffers;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>What one side of a connection brings along.</summary>
internal sealed record EngineSetup
{
    public required ZmqSocketType Type { get; init; }

    /// <summary>The routing id this side asks to be known by; empty to let the peer choose.</summary>
    public byte[] Identity { get; init; } = [];

    /// <summary>Whether somebody decides who is let in.</summary>
    public bool Asks { get; init; }

    /// <summary>The longest message in bytes, headers of its frames included.</summary>
    public required int MaxMessageLength { get; init; }

    public BufferPool Pool { get; init; } = BufferPool.Shared;
}
