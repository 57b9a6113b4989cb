using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>Messages in fragments. The rest of a large fragment is received straight to where it belongs.</content>
internal sealed partial class MessageSession
{
    /// <summary>From here on the rest of a fragment is worth a call into the kernel of its own.</summary>
    private const int ShortestDirect = 8 * 1024;

    private Trn1FrameType _assembled;
    private int _directCost;
    private bool _directIsLast;

    // A message that has begun (TRN1-T3): since when its next fragment is awaited, 0 before the end of the burst says so.
    private bool _nextBegun;
    private long _awaitedFrom;

    // The same for the clock's thread: 0 while nothing is awaited, or while this side is at work.
    private long _awaitedSince;

    public Memory<byte> Direct => _assembler.Rest;

    public void OnDirect(int count)
    {
        Volatile.Write(ref _awaitedSince, 0);
        _awaitedFrom = 0;
        _carried = true;
        _assembler.Advance(count);
        if (_assembler.Rest.IsEmpty && _directIsLast)
        {
            OnFragmentsEnd();
        }
    }

    private void OnFragment(Trn1Header header, ReadOnlySpan<byte> payload, int cost)
    {
        byte flags = (byte)(header.Flags & ~(Trn1Header.More | Trn1Header.Ignorable));
        if ((flags & ~AgreedFlags(header.Type)) != 0)
        {
            throw new ProtocolViolationException($"A {header.Type} frame has flags 0x{header.Flags:x2}, which were not agreed on.");
        }

        if (_assembler.IsOpen && header.Type != _assembled)
        {
            throw new ProtocolViolationException($"A {header.Type} frame came between the fragments of a {_assembled} message.");
        }

        if (_assembler.IsOpen && flags != _assembledFlags)
        {
            throw new ProtocolViolationException("A message is compressed in some of its frames and not in others: all have the flag or none.");
        }

        bool more = (header.Flags & Trn1Header.More) != 0;
        if (more && payload.Length < SessionTerms.SmallestMaxFrame)
        {
            throw new ProtocolViolationException($"A fragment of {payload.Length} bytes that is not the last: at least {SessionTerms.SmallestMaxFrame} are due.");
        }

        if (!_assembler.IsOpen && flags != 0)
        {
            BeginCompressed(payload);
        }

        (_assembled, _assembledFlags) = (header.Type, flags);
        if (flags != 0)
        {
            CheckCompressed(_assembler.Length + payload.Length);
        }
        else if (!_credit.CanAccept(_assembler.Cost + cost))
        {
            throw Overrun(_assembler.Cost + cost);
        }

        if (!_assembler.TryAdd(payload, cost))
        {
            throw TooLarge($"A fragmented message reached {(long)_assembler.Length + payload.Length} bytes", _setup.Limits.MaxMessageLength);
        }

        _awaitedFrom = 0;
        _carried = true;
        if (!more)
        {
            OnFragmentsEnd();
        }
    }

    /// <summary>
    /// Lets the kernel write the rest of a fragment to where it belongs. What may be wrong with it is found the ordinary
    /// way, when it is there.
    /// </summary>
    private bool TryBeginDirect(Trn1Header header, ReadOnlySpan<byte> part, int rest)
    {
        int cost = Trn1Header.Size + (int)header.Length;
        if (rest < ShortestDirect || _phase != Phase.Open || !_assembler.IsOpen || _assembler.Length < header.Length
            || header.Type != _assembled || header.Channel != 0
            || (header.Flags & ~(Trn1Header.More | Trn1Header.Ignorable)) != _assembledFlags)
        {
            return false;
        }

        bool allowed = _assembledFlags == 0
            ? _credit.CanAccept(_assembler.Cost + cost)
            : _assembler.Length + header.Length < _rawLength;
        if (!allowed)
        {
            return false;
        }

        _assembler.Begin(part, (int)header.Length, cost);
        _directCost = cost;
        _directIsLast = (header.Flags & Trn1Header.More) == 0;
        return true;
    }

    /// <summary>What has begun on a connection that is gone never ends on it. Behind the end of the receive loop.</summary>
    private void ForgetFragments()
    {
        _assembler.Clear();
        _nextBegun = false;
        _awaitedFrom = 0;
        Volatile.Write(ref _awaitedSince, 0);
    }

    /// <summary>At the end of a burst: from now on it is the peer whom a message that has begun waits for.</summary>
    private void NoteAwaited()
    {
        if (_assembler.IsOpen && !_nextBegun && _assembler.Rest.IsEmpty)
        {
            _awaitedFrom = _awaitedFrom == 0 ? Math.Max(_pump.Now, 1) : _awaitedFrom;
            Volatile.Write(ref _awaitedSince, _awaitedFrom);
        }
    }

    /// <summary>A frame has its time, and so has the gap between two fragments: heartbeats in it say that the peer lives, not that it goes on.</summary>
    private void CheckAwaited(long now)
    {
        long since = Volatile.Read(ref _awaitedSince);
        if (since != 0 && now - since > _setup.Limits.FrameTimeout.TotalMilliseconds && !_pump.Link.HasUnread)
        {
            Fail(
                CloseReason.FrameTimeout,
                ReasonCode.Timeout,
                $"The peer began a message in fragments and sent no more of it for {now - since} ms (limit {_setup.Limits.FrameTimeout.TotalMilliseconds} ms).");
        }
    }

    private void OnFragmentsEnd()
    {
        int length = _assembler.Length;
        int wholeCost = _assembler.Cost;
        if (_assembledFlags != 0)
        {
            PooledBuffer packed = _assembler.Take();
            try
            {
                OnCompressedEnd(packed.Array.AsSpan(0, length));
            }
            finally
            {
                packed.Release();
            }

            return;
        }

        Accept(wholeCost, length);
        PooledBuffer whole = _assembler.Take();
        if (_assembled != Trn1FrameType.Data)
        {
            OnHeaded(_assembled, whole, length, wholeCost);
            return;
        }

        if (_setup.Handler is null)
        {
            Inbox.Add(whole, length, _receivedMessages, wholeCost);
            return;
        }

        try
        {
            Deliver(whole.Array.AsSpan(0, length), wholeCost);
        }
        finally
        {
            whole.Release();
        }
    }
}
