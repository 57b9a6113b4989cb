using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>The C program receives what another process of it sends.</summary>
internal sealed class FloorReceiveLeg(string name) : Leg(name)
{
    public override string? Absence => FlowProgram.Absence;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        await FlowProgram.PrepareAsync(plan, cancellationToken);
        int port = GroupPort.Free();
        await using ChildProcess sender = FlowProgram.Send(plan, port);
        return await FlowProgram.ReceiveAsync("receive", plan, port, cancellationToken);
    }
}
