using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>The C program sends to itself.</summary>
internal sealed class FloorFlowLeg(string name) : Leg(name)
{
    public override string? Absence => FlowProgram.Absence;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        await FlowProgram.PrepareAsync(plan, cancellationToken);
        return await FlowProgram.ReceiveAsync("both", plan, GroupPort.Free(), cancellationToken);
    }
}
