using System.Net.Sockets;
using System.Text;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>
/// An outbox whose link, runner and owner are the test's. Its text is what went over the link: frames are texts, and
/// control frames are upper case.
/// </summary>
internal sealed class OutboxRig : IOutboxOwner, ISendRunner
{
    private readonly Queue<StreamSender> _scheduled = new();

    public OutboxRig(CheckedPool pool, int capacity = 1000, ISendRunner? runner = null, TestLink? link = null)
    {
        Link = link ?? new TestLink { WaitsInPlace = true };
        Outbox = new Outbox(Link, runner ?? this, this, pool.Pool, capacity);
        Link.OnSend = Look;
    }

    public Outbox Outbox { get; }

    /// <summary>By default one whose waiting is handed over to the runner.</summary>
    public TestLink Link { get; }

    /// <summary>Runs inside every call into the kernel.</summary>
    public Action OnSend { get; set; } = static () => { };

    /// <summary>Runs when there is room again.</summary>
    public Action OnRoom { get; set; } = static () => { };

    /// <summary>The control frames that are due.</summary>
    public string Control { get; set; } = "";

    /// <summary>Whether those were the last.</summary>
    public bool IsBrokenOff { get; set; }

    /// <summary>What the outbox said had gone out whole, each time it asked for control frames.</summary>
    public List<ulong> ToldOnWire { get; } = [];

    public List<SocketError> Failures { get; } = [];

    /// <summary>Whether the gate was ever held during a call into the kernel.</summary>
    public bool GateWasHeld { get; private set; }

    public int Scheduled => _scheduled.Count;

    public string Text => Encoding.ASCII.GetString(Link.Taken);

    public ulong MessagesOnWire
    {
        get
        {
            lock (Outbox.Gate)
            {
                return Outbox.MessagesOnWire;
            }
        }
    }

    /// <summary>Appends messages of one frame each and says whether the caller is to send.</summary>
    public bool Append(params string[] messages)
    {
        lock (Outbox.Gate)
        {
            foreach (string message in messages)
            {
                Encoding.ASCII.GetBytes(message, Outbox.Reserve(message.Length));
                Outbox.Commit(message.Length);
                Outbox.EndMessage();
            }

            return Outbox.TakeRole();
        }
    }

    /// <summary>Appends messages and sends them when nobody else does, as a control sender would: on this thread.</summary>
    public void Post(params string[] messages)
    {
        if (Append(messages))
        {
            Outbox.SendNow();
        }
    }

    /// <summary>Asks for control frames and sends them when nobody else does.</summary>
    public void Say(string control)
    {
        bool send;
        lock (Outbox.Gate)
        {
            Control += control;
            Outbox.RequestControl();
            send = Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.SendNow();
        }
    }

    /// <summary>Runs what was handed over.</summary>
    public void RunScheduled()
    {
        while (_scheduled.TryDequeue(out StreamSender? sender))
        {
            sender.Execute();
        }
    }

    public void Schedule(StreamSender sender) => _scheduled.Enqueue(sender);

    public void Dispose()
    {
        // Nothing runs here but the test.
    }

    int IOutboxOwner.WriteControl(Span<byte> destination, ulong messagesOnWire)
    {
        Assert.True(Outbox.Gate.IsHeldByCurrentThread);
        ToldOnWire.Add(messagesOnWire);
        int length = Encoding.ASCII.GetBytes(Control, destination);
        Control = "";
        return length;
    }

    void IOutboxOwner.OnRoom()
    {
        Assert.False(Outbox.Gate.IsHeldByCurrentThread);
        OnRoom();
    }

    void IOutboxOwner.OnSendFailed(SocketError error)
    {
        Assert.False(Outbox.Gate.IsHeldByCurrentThread);
        Failures.Add(error);
    }

    private void Look()
    {
        GateWasHeld |= Outbox.Gate.IsHeldByCurrentThread;
        OnSend();
    }
}
