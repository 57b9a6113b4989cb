using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>The sentences that go with the reasons.</summary>
internal static class CloseTexts
{
    /// <summary>The exception for someone who uses a connection that ended.</summary>
    public static TransportException ToException(CloseReason reason, Exception? error) => error is ProtocolViolationException
        ? new ProtocolViolationException(error.Message, reason)
        : new ConnectionClosedException(reason, error is TransportException ? error.Message : Describe(reason, error), error);

    /// <summary>The exception for what a link could not do.</summary>
    public static TransportException ToException(LinkFailure failure) => failure.Reason == CloseReason.ProtocolViolation
        ? new ProtocolViolationException(failure.Text)
        : new ConnectionClosedException(failure.Reason, failure.Text);

    private static string Describe(CloseReason reason, Exception? error) => reason switch
    {
        CloseReason.None => "The peer has sent its last message; there is nothing more to receive.",
        CloseReason.LocalClose => "The connection was closed here.",
        CloseReason.LocalAbort => "The connection was aborted here.",
        CloseReason.PeerClose => "The peer closed the connection.",
        CloseReason.PeerReset => "The peer's end of the connection vanished without a farewell: its process or host has gone.",
        CloseReason.PeerSilent => "Nothing more is heard from the peer: its host or the network between is gone.",
        CloseReason.SlowConsumer => "The peer did not keep up and the overflow policy is Disconnect.",
        CloseReason.HandlerFailed => $"The handler threw {error?.GetType().Name}: {error?.Message}",
        _ => error is null ? $"The connection ended: {reason}." : $"The connection ended: {reason}: {error.Message}",
    };
}
