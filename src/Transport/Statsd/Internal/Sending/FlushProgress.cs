namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>How far what a <see cref="FlushTicket"/> stands for has got.</summary>
internal enum FlushProgress
{
    /// <summary>Some of it waits.</summary>
    UnderWay,

    /// <summary>The kernel took all of it.</summary>
    Left,

    /// <summary>None of it waits, and a packet was lost on the way; or the client is closed.</summary>
    Lost,
}
