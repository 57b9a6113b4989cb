using Sockets.Transport;

namespace Sockets.Tools.Endpoints;

/// <summary>What it takes to open channels.</summary>
internal sealed record ChannelSettings
{
    /// <summary>How long connecting may take, when the user does not say.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    public required EndpointUri Endpoint { get; init; }

    public required bool Listen { get; init; }

    /// <summary><c>async</c>, <c>thread</c> or <c>spin</c>.</summary>
    public required string Driver { get; init; }

    public OverflowPolicy Policy { get; init; } = OverflowPolicy.Wait;

    public TimeSpan ConnectTimeout { get; init; } = DefaultConnectTimeout;
}
