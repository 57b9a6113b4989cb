using System.Net;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>The sessions of a server that can be resumed, by their tokens; bounded in those that have no connection.</summary>
internal sealed class ResumeTable : IReturnPath
{
    private readonly int _maxParked;
    private readonly FailedAttempts _attempts;
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, MessageSession> _sessions = [];
    private readonly HashSet<MessageSession> _parked = [];
    private bool _stopped;

    public ResumeTable(int maxParked, FailedAttempts attempts)
    {
        _maxParked = maxParked;
        _attempts = attempts;
    }

    /// <summary>How many sessions have no connection.</summary>
    public int Parked
    {
        get
        {
            lock (_gate)
            {
                return _parked.Count;
            }
        }
    }

    /// <summary>Finds the session of a token, unless its address has guessed too often.</summary>
    /// <param name="token">Any bytes.</param>
    /// <param name="identity">As whom the client was let in; the session's must be the same.</param>
    /// <param name="remote">Where the client is.</param>
    /// <param name="retry">After how many milliseconds it may try again; 0 when it was looked for.</param>
    public MessageSession? Find(SessionToken token, string? identity, EndPoint? remote, out uint retry)
    {
        retry = 0;
        if (!_attempts.TryBegin(remote, out TimeSpan wait))
        {
            retry = Math.Max(1, (uint)wait.TotalMilliseconds);
            return null;
        }

        MessageSession? session;
        lock (_gate)
        {
            _sessions.TryGetValue(token.Index(), out session);
        }

        if (session is null || !session.Token.Matches(token) || !string.Equals(session.Identity, identity, StringComparison.Ordinal))
        {
            return null;
        }

        _attempts.TakeBack(remote);
        return session;
    }

    /// <summary>Nobody can come back any more: sessions without a connection are over, and so is each that loses its own.</summary>
    public void Stop()
    {
        MessageSession[] parked;
        lock (_gate)
        {
            _stopped = true;
            parked = [.. _parked];
        }

        foreach (MessageSession session in parked)
        {
            Lose(session);
        }
    }

    public void OnResumable(MessageSession session)
    {
        lock (_gate)
        {
            _sessions.Add(session.Token.Index(), session);
        }
    }

    public void OnAway(MessageSession session)
    {
        bool isFull;
        bool stopped;
        lock (_gate)
        {
            stopped = _stopped;
            isFull = _parked.Count >= _maxParked;
            if (!isFull)
            {
                _parked.Add(session);
            }
        }

        if (stopped)
        {
            Lose(session);
        }
        else if (isFull)
        {
            session.Close(CloseReason.LimitReached, new ConnectionClosedException(
                CloseReason.LimitReached, $"The connection was cut, and {nameof(ResumeOptions.MaxParked)} is {_maxParked} and reached."));
        }
        else if (!session.IsAway)
        {
            // It was back, or ended, before it was in.
            OnBack(session);
        }
    }

    public void OnBack(MessageSession session)
    {
        lock (_gate)
        {
            _parked.Remove(session);
        }
    }

    public void OnEnded(MessageSession session)
    {
        lock (_gate)
        {
            _parked.Remove(session);
            if (!session.Token.IsNone)
            {
                _sessions.Remove(session.Token.Index());
            }
        }
    }

    private static void Lose(MessageSession session) => session.Close(CloseReason.SessionLost, new ConnectionClosedException(
        CloseReason.SessionLost, "The connection was cut, and the server is stopping: nobody can come back."));
}
