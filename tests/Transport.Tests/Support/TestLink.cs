using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// A link without a kernel: what it takes, when it is full and how it fails is the test's choice. Alone, the test is the
/// other end; as a <see cref="Pair"/>, what one end takes the other receives.
/// </summary>
internal sealed partial class TestLink : IStreamLink
{
    private readonly Lock _gate = new();
    private readonly List<byte> _taken = [];
    private readonly List<byte> _unread = [];
    private readonly List<int> _calls = [];
    private readonly TestLinkWait _sending;
    private readonly TestLinkWait _receiving;
    private TestLink? _peer;
    private ReadOnlyMemory<byte> _blocked;
    private Memory<byte> _wanted;
    private SocketError _sendError;
    private SocketError _receiveError;
    private long _room = long.MaxValue;
    private bool _finished;
    private bool _finishedByUs;
    private bool _cut;
    private bool _endSeen;

    /// <summary>Makes one end; whoever waits on it goes on inside the test's call that ends the waiting.</summary>
    public TestLink()
        : this(continuesElsewhere: false)
    {
    }

    private TestLink(bool continuesElsewhere)
    {
        _sending = new TestLinkWait(continuesElsewhere);
        _receiving = new TestLinkWait(continuesElsewhere);
    }

    public EndPoint? LocalEndPoint => null;

    public EndPoint? RemoteEndPoint => null;

    public bool HasUnread => Locked(() => _unread.Count > 0);

    /// <summary>Whether it claims to hold whoever waits, so that the outbox hands the waiting over to its runner.</summary>
    public bool WaitsInPlace { get; init; }

    public bool Gathers { get; init; } = true;

    /// <summary>Whether the receiver has dealt with everything that arrived, and waits for more or has ended.</summary>
    public bool IsQuiet => Locked(() => _unread.Count == 0 && (_receiving.IsPending || _endSeen));

    /// <summary>Whether the receiver was told of the end.</summary>
    public bool HasEnded => Locked(() => _endSeen);

    /// <summary>Runs inside every attempt to send, before anything is taken and outside every lock of the link.</summary>
    public Action? OnSend { get; set; }

    /// <summary>What one call takes at most; everything by default.</summary>
    public int MostPerCall { get; set; } = int.MaxValue;

    /// <summary>Everything taken so far.</summary>
    public byte[] Taken => Locked(() => _taken.ToArray());

    /// <summary>How many bytes each call took that took any.</summary>
    public int[] Calls => Locked(() => _calls.ToArray());

    /// <summary>Whether somebody waits for room.</summary>
    public bool IsBlocked => Locked(() => _sending.IsPending);

    /// <summary>Whether the sending side said that it is done.</summary>
    public bool IsFinished => Locked(() => _finishedByUs);

    /// <summary>Whether the connection was reset here.</summary>
    public bool IsAborted { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Two ends; each takes this many bytes beyond what the other has received.</summary>
    public static (TestLink Left, TestLink Right) Pair(int capacity)
    {
        TestLink left = new(continuesElsewhere: true) { _room = capacity };
        TestLink right = new(continuesElsewhere: true) { _room = capacity, _peer = left };
        left._peer = right;
        return (left, right);
    }

    /// <summary>From now on it takes so many bytes and is full then.</summary>
    public void TakeOnly(long bytes) => Locked(() => _room = bytes);

    /// <summary>It takes so many bytes more; who waits for room goes on.</summary>
    public void TakeMore(long bytes)
    {
        LinkResult result;
        lock (_gate)
        {
            _room = _room > long.MaxValue - bytes ? long.MaxValue : _room + bytes;
            if (!_sending.IsPending || _room == 0)
            {
                return;
            }

            result = Take(_blocked.Span);
            _sending.Claim();
        }

        Arrive(_blocked.Span[..result.Bytes]);
        _sending.End(result);
    }

    /// <summary>Sending fails from now on, for who waits too.</summary>
    public void FailSending(SocketError error)
    {
        lock (_gate)
        {
            _sendError = error;
            if (!_sending.IsPending)
            {
                return;
            }

            _sending.Claim();
        }

        _sending.End(new LinkResult(0, error));
    }

    /// <summary>The other end has sent this.</summary>
    public void Deliver(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _unread.AddRange(bytes);
        }

        EndReceive();
    }

    /// <summary>The other end will send nothing more.</summary>
    public void Finish()
    {
        Locked(() => _finished = true);
        EndReceive();
    }

    /// <summary>Receiving fails from now on, once what has arrived was received.</summary>
    public void FailReceiving(SocketError error)
    {
        Locked(() => _receiveError = error);
        EndReceive();
    }

    /// <summary>The network between the two ends is gone: what is sent vanishes, and nobody is told.</summary>
    public void Cut()
    {
        Locked(() => _cut = true);
        Locked(_peer!, peer => peer._cut = true);
    }

    private bool CanReceive => _unread.Count > 0 || _finished || _receiveError != SocketError.Success;

    private void End(Action<TestLink> tellPeer)
    {
        FailSending(SocketError.OperationAborted);
        Locked(_unread.Clear);
        FailReceiving(SocketError.OperationAborted);
        if (_peer is not null && !_cut)
        {
            tellPeer(_peer);
        }
    }

    private LinkResult Take(ReadOnlySpan<byte> bytes)
    {
        if (_sendError != SocketError.Success)
        {
            return new LinkResult(0, _sendError);
        }

        int count = (int)Math.Min(Math.Min(bytes.Length, MostPerCall), _room);
        if (count == 0)
        {
            return new LinkResult(0, SocketError.WouldBlock);
        }

        _room -= _room == long.MaxValue ? 0 : count;
        _calls.Add(count);
        _taken.AddRange(bytes[..count]);
        return new LinkResult(count, SocketError.Success);
    }

    private void Arrive(ReadOnlySpan<byte> bytes)
    {
        if (_peer is not null && !bytes.IsEmpty && !Locked(() => _cut))
        {
            _peer.Deliver(bytes);
        }
    }

    private LinkResult Receive(Memory<byte> buffer)
    {
        if (_unread.Count == 0)
        {
            _endSeen = true;
            return new LinkResult(0, _receiveError);
        }

        int count = Math.Min(_unread.Count, buffer.Length);
        CollectionsMarshal.AsSpan(_unread)[..count].CopyTo(buffer.Span);
        _unread.RemoveRange(0, count);
        return new LinkResult(count, SocketError.Success);
    }

    private void EndReceive()
    {
        LinkResult result;
        lock (_gate)
        {
            if (!_receiving.IsPending || !CanReceive)
            {
                return;
            }

            result = Receive(_wanted);
            _receiving.Claim();
        }

        MakeRoom(result.Bytes);
        _receiving.End(result);
    }

    private void MakeRoom(int bytes)
    {
        if (bytes > 0)
        {
            _peer?.TakeMore(bytes);
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action write) => Locked(this, _ => write());

    private static void Locked(TestLink link, Action<TestLink> write)
    {
        lock (link._gate)
        {
            write(link);
        }
    }
}
