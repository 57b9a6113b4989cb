namespace Sockets.Transport.Links;

/// <content>What the holder of the role does.</content>
internal abstract partial class StreamSender
{
    /// <summary>Goes on sending after a hand-over, waiting for the kernel where it must.</summary>
    public void Execute()
    {
        lock (Gate)
        {
            _inQueue = false;
            if (_role != Role.Scheduled)
            {
                return;
            }

            _role = Role.Held;
            _messagesBeforeRun = MessagesOnWire;
        }

        SendAll();
    }

    /// <summary>Sends as the holder of the role, or hands it over.</summary>
    public void Send()
    {
        if (Pending < BatchLength && _rhythm.IsBackToBack())
        {
            HandOver();
            return;
        }

        SendNow();
    }

    /// <summary>Sends a full batch as the holder of the role, or hands the role over: for who has many to send to.</summary>
    public void SendBatch()
    {
        if (Pending < BatchLength)
        {
            HandOver();
            return;
        }

        SendNow();
    }

    /// <summary>Sends as the holder of the role, on this thread, until there is nothing, the kernel is full, or the caller has done its share.</summary>
    public void SendNow()
    {
        for (int batches = 0; TryTakePiece(); batches++)
        {
            LinkResult sent = batches < BatchesPerCaller ? TrySendPiece() : default;
            if (batches == BatchesPerCaller || (sent.WouldBlock && _link.WaitsInPlace))
            {
                HandOver();
                return;
            }

            if ((sent.WouldBlock && !TryWait(out sent)) || !Moved(sent))
            {
                return;
            }
        }
    }

    private void SendAll()
    {
        while (TryTakePiece())
        {
            LinkResult sent = TrySendPiece();
            if ((sent.WouldBlock && !TryWait(out sent)) || !Moved(sent))
            {
                return;
            }
        }
    }

    private void HandOver()
    {
        lock (Gate)
        {
            if (IsClosed)
            {
                GiveRoleBack();
                return;
            }

            _role = Role.Scheduled;
            if (_inQueue)
            {
                // From a hand-over whose role a caller took back: one place in the runner's queue is enough.
                return;
            }

            _inQueue = true;
        }

        _runner.Schedule(this);
    }

    /// <summary>Makes sure there is a piece to send, or gives the role back.</summary>
    private bool TryTakePiece()
    {
        if (HasRest)
        {
            return true;
        }

        for (bool offered = false; ; offered = true)
        {
            lock (Gate)
            {
                FinishPiece();
                if (IsClosed || offered || !TakeRoomWanted())
                {
                    if (!IsClosed && TryTakeNext())
                    {
                        return true;
                    }

                    _rhythm.OnRunEnded(MessagesOnWire - _messagesBeforeRun);
                    GiveRoleBack();
                    return false;
                }
            }

            // What has waited for room is appended while this thread holds the role.
            OnRoom();
        }
    }

    private LinkResult TrySendPiece()
    {
        Volatile.Write(ref _sendCalls, _sendCalls + 1);
        return TrySend();
    }

    // An awaiter in a field instead of an async method, because a fire-and-forget async method allocates each time the
    // kernel is full. It is consumed once: here when it has completed, in Resume otherwise.
#pragma warning disable CA2012, VSTHRD002

    /// <summary>Waits until the kernel takes more. When it says false, <see cref="Resume"/> goes on as the holder of the role.</summary>
    private bool TryWait(out LinkResult sent)
    {
        _sending = _link.SendAsync(Rest).ConfigureAwait(false).GetAwaiter();
        if (!_sending.IsCompleted)
        {
            sent = default;
            _sending.UnsafeOnCompleted(_resume);
            return false;
        }

        sent = _sending.GetResult();
        return true;
    }

    private void Resume()
    {
        if (Moved(_sending.GetResult()))
        {
            SendAll();
        }
    }
#pragma warning restore CA2012, VSTHRD002

    /// <summary>Accounts for what the kernel took; false when it failed for good.</summary>
    private bool Moved(LinkResult sent)
    {
        if (!sent.Failed)
        {
            OnTaken(sent.Bytes);
            return true;
        }

        lock (Gate)
        {
            IsClosed = true;
            GiveRoleBack();
        }

        OnFailed(sent.Error);
        return false;
    }

    /// <summary>Nobody sends any more. Gate held.</summary>
    private void GiveRoleBack()
    {
        _role = Role.Idle;
        if (IsClosed)
        {
            DropAll();
            _ended?.TrySetResult();
        }
    }
}
