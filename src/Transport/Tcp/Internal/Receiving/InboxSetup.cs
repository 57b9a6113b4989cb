using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>What an inbox is built on.</summary>
internal sealed record InboxSetup
{
    /// <summary>Where the messages' memory comes from.</summary>
    public required BufferPool Pool { get; init; }

    /// <summary>
    /// Told the bytes and the number of the messages that the application is done with, in steps, on its thread.
    /// </summary>
    public required Action<int, int> OnReleased { get; init; }

    /// <summary>The steps.</summary>
    public ReleaseStep Step { get; init; } = ReleaseStep.AtOnce;

    /// <summary>What a message costs beyond its payload.</summary>
    public int Overhead { get; init; }

    /// <summary>What a message costs at least.</summary>
    public int LeastCost { get; init; }

    /// <summary>The clock of readers who wait for a while only.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The inbox of a session.</summary>
    /// <param name="setup">The session's.</param>
    /// <param name="largest">The largest cost of one message.</param>
    /// <param name="onReleased">See <see cref="OnReleased"/>.</param>
    public static InboxSetup Of(SessionSetup setup, int largest, Action<int, int> onReleased) => new()
    {
        Pool = setup.Pool,
        OnReleased = onReleased,
        Step = ReleaseStep.Of(setup.Session.WindowBytes, setup.Session.WindowMessages, largest),
        Overhead = Trn1Header.Size,
        Time = setup.Time,
    };

    /// <summary>What a message in one piece costs.</summary>
    public int CostOf(int length) => Math.Max(length + Overhead, LeastCost);
}
