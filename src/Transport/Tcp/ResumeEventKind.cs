namespace Sockets.Transport.Tcp;

/// <summary>What happened to a session that can be resumed.</summary>
public enum ResumeEventKind
{
    /// <summary>Its connection is gone; <see cref="ResumeEvent.Reason"/> says why. Nothing is lost yet.</summary>
    Disconnected,

    /// <summary>It goes on over another connection; <see cref="ResumeEvent.Replayed"/> says how many messages are sent again.</summary>
    Resumed,

    /// <summary>Messages of this side are lost, or nobody knows whether they arrived: <see cref="ResumeEvent.First"/> to <see cref="ResumeEvent.Last"/>.</summary>
    SendGap,

    /// <summary>Messages of the peer will never arrive: <see cref="ResumeEvent.First"/> to <see cref="ResumeEvent.Last"/>.</summary>
    ReceiveGap,
}
