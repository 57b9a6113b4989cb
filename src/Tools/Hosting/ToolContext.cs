using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Hosting;

/// <summary>Everything a command needs from outside; tests put their own in.</summary>
internal sealed record ToolContext
{
    public required Terminal Terminal { get; init; }

    public required Func<Interruption> Interrupt { get; init; }

    /// <summary>Opens endpoints: binds at once when listening, connects later.</summary>
    public required Func<ChannelSettings, IChannelSource> Open { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
