using System.Text;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>PLAIN, the side that lets in.</summary>
internal sealed class PlainServer : Mechanism
{
    private bool _greeted;

    public override string Name => "PLAIN";

    public override void Begin(ZmtpEngine engine)
    {
        // The client speaks first.
    }

    public override void OnAllowed(ZmtpEngine engine) => engine.Send(Command.Welcome, default);

    public override void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!_greeted && name.SequenceEqual(Command.Hello))
        {
            _greeted = true;
            string user = TakeText(ref data);
            string password = TakeText(ref data);
            if (!data.IsEmpty)
            {
                throw new ProtocolViolationException($"The peer's HELLO has {data.Length} bytes behind the password.");
            }

            engine.Ask(new Credentials(Name, user, password));
        }
        else if (_greeted && name.SequenceEqual(Command.Initiate))
        {
            var metadata = Metadata.Read(data);
            engine.RequireCompatible(metadata);
            engine.SendMetadata(Command.Ready);
            engine.Complete(metadata);
        }
        else
        {
            throw NotDue(name, _greeted ? "INITIATE" : "HELLO");
        }
    }

    private static string TakeText(ref ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[0] > data.Length - 1)
        {
            throw new ProtocolViolationException("The peer's HELLO ends inside the user's name or the password.");
        }

        string text = Encoding.UTF8.GetString(data.Slice(1, data[0]));
        data = data[(1 + data[0])..];
        return text;
    }
}
