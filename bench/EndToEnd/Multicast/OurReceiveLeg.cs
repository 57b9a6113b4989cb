using System.Net;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>A <see cref="MulticastReceiver"/> with a handler receives what a process of the C program sends.</summary>
internal sealed class OurReceiveLeg(string name) : Leg(name)
{
    public override string? Absence => FlowProgram.Absence;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        await FlowProgram.PrepareAsync(plan, cancellationToken);
        CountingHandler handler = new();
        await using MulticastReceiver receiver = MulticastReceiver.Start(new MulticastReceiverOptions
        {
            EndPoints = [new IPEndPoint(GroupPort.Group, 0)],
            Interface = "127.0.0.1",
            Handler = handler,
        });
        Figures figures;
        await using (FlowProgram.Send(plan, receiver.LocalEndPoint.Port))
        {
            figures = await ReceiverWindow.ScoreAsync(receiver, handler, plan, cancellationToken);
        }

        await receiver.StopAsync();
        ReceiverWindow.Check(receiver);
        return figures;
    }
}
