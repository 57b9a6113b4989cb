using System.Text;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>PLAIN, the side that is let in: HELLO, WELCOME, INITIATE, READY. The password is not encrypted.</summary>
internal sealed class PlainClient(string user, string password) : Mechanism
{
    private bool _welcomed;

    public override string Name => "PLAIN";

    public override void Begin(ZmtpEngine engine)
    {
        Span<byte> hello = stackalloc byte[2 * (1 + byte.MaxValue)];
        int length = WriteText(hello, user);
        engine.Send(Command.Hello, hello[..(length + WriteText(hello[length..], password))]);
    }

    public override void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!_welcomed && name.SequenceEqual(Command.Welcome))
        {
            _welcomed = true;
            engine.SendMetadata(Command.Initiate);
        }
        else if (_welcomed && name.SequenceEqual(Command.Ready))
        {
            engine.Complete(Metadata.Read(data));
        }
        else if (name.SequenceEqual(Command.Hello))
        {
            throw new ProtocolViolationException("The peer is a PLAIN client too: one side must be set up as the PLAIN server.");
        }
        else
        {
            throw NotDue(name, _welcomed ? "READY" : "WELCOME");
        }
    }

    private static int WriteText(Span<byte> destination, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, destination[1..]);
        destination[0] = (byte)length;
        return 1 + length;
    }
}
