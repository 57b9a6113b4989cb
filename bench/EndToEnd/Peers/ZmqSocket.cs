using System.Globalization;
using System.Text;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Peers;

/// <summary>One libzmq socket in a context of its own, used by one thread. Ends with everything sent delivered.</summary>
internal sealed class ZmqSocket : IDisposable
{
    /// <summary>errno EINTR: the runtime's own signals interrupt libzmq's waits.</summary>
    private const int Interrupted = 4;

    private readonly nint _context = ZmqLibrary.NewContext();
    private readonly nint _socket;
    private ZmqMessage _message;

    public ZmqSocket(int type)
    {
        _socket = ZmqLibrary.NewSocket(_context, type);
        _ = ZmqLibrary.InitMessage(ref _message);
    }

    public void SetOption(int option, int value) => Check(ZmqLibrary.SetOption(_socket, option, in value, sizeof(int)));

    /// <summary>Sets an option that is text.</summary>
    public void SetOption(int option, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        Check(ZmqLibrary.SetOption(_socket, option, text, (nuint)text.Length));
    }

    /// <summary>Subscribes to everything.</summary>
    public void SubscribeToAll() => Check(ZmqLibrary.SetOption(_socket, ZmqLibrary.Subscribe, [], 0));

    /// <summary>Binds a free port of the loopback.</summary>
    /// <returns>The port.</returns>
    public int BindLoopback()
    {
        Check(ZmqLibrary.Bind(_socket, "tcp://127.0.0.1:*"));
        Span<byte> text = stackalloc byte[64];
        nuint length = (nuint)text.Length;
        Check(ZmqLibrary.GetOption(_socket, ZmqLibrary.LastEndpoint, text, ref length));
        string endpoint = Encoding.UTF8.GetString(text[..((int)length - 1)]);
        return int.Parse(endpoint[(endpoint.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    public void ConnectLoopback(int port) => Check(ZmqLibrary.Connect(_socket, $"tcp://127.0.0.1:{port}"));

    /// <summary>Copies a plain buffer into a message and sends it; blocks at the high-water mark.</summary>
    public void Send(ReadOnlySpan<byte> payload)
    {
        while (ZmqLibrary.Send(_socket, payload, (nuint)payload.Length, flags: 0) < 0)
        {
            ThrowUnlessInterrupted();
        }
    }

    /// <summary>Waits for a message and copies it out.</summary>
    /// <returns>Its length.</returns>
    public int Receive(Span<byte> payload)
    {
        int length;
        while ((length = ZmqLibrary.Receive(_socket, payload, (nuint)payload.Length, flags: 0)) < 0)
        {
            ThrowUnlessInterrupted();
        }

        return length;
    }

    /// <summary>Waits for a message and leaves it where libzmq put it, until the next call.</summary>
    /// <returns>Its length.</returns>
    public int ReceiveInPlace()
    {
        int length;
        while ((length = ZmqLibrary.ReceiveMessage(ref _message, _socket, flags: 0)) < 0)
        {
            ThrowUnlessInterrupted();
        }

        return length;
    }

    public void Dispose()
    {
        _ = ZmqLibrary.CloseMessage(ref _message);
        _ = ZmqLibrary.Close(_socket);
        _ = ZmqLibrary.EndContext(_context);
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            ThrowUnlessInterrupted();
        }
    }

    private static void ThrowUnlessInterrupted()
    {
        int error = ZmqLibrary.LastError();
        if (error != Interrupted)
        {
            throw new LegFailedException($"libzmq: {ZmqLibrary.Describe(error)}");
        }
    }
}
