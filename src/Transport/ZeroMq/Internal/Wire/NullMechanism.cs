namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>NULL: both sides say READY at once, and neither waits for the other.</summary>
internal sealed class NullMechanism : Mechanism
{
    public override string Name => "NULL";

    public override void Begin(ZmtpEngine engine) => engine.Ask(new Credentials(Name, "", ""));

    public override void OnAllowed(ZmtpEngine engine) => engine.SendMetadata(Command.Ready);

    public override void OnCommand(ZmtpEngine engine, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.SequenceEqual(Command.Ready))
        {
            throw NotDue(name, "READY");
        }

        engine.Complete(Metadata.Read(data));
    }
}
