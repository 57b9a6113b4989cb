using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>The next test.</summary>
/// <param name="Plan">What is to be measured.</param>
internal sealed record Proposal(TestPlan Plan) : ControlMessage;
