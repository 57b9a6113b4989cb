using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Running;

/// <summary>What is wrong with a test that went to its end: figures that are of less, or of more, than what was sent.</summary>
internal static class TestFlaw
{
    /// <summary>The first flaw; null when there is none.</summary>
    /// <param name="outcome">The test.</param>
    /// <param name="wasStopped">Whether a signal ended it: then what was on its way need not have come.</param>
    public static ToolException? Of(TestOutcome outcome, bool wasStopped) =>
        Strangers(outcome) ?? (wasStopped ? null : Unfinished(outcome));

    private static ToolException? Unfinished(TestOutcome outcome)
    {
        foreach ((string way, EndFigures? sender, EndFigures? receiver) in
            ((string, EndFigures?, EndFigures?)[])[("to the server", outcome.Near, outcome.Far), ("from the server", outcome.Far, outcome.Near)])
        {
            if (receiver?.Received is { IsComplete: false } received)
            {
                string sent = sender?.Sent is { } all ? $"{HumanText.Count(all.AllMessages)} sent" : "an unknown number sent";
                return new ToolException(
                    ExitCode.ProtocolError, $"not everything arrived {way}: {HumanText.Count(received.AllMessages)} of {sent}, and the last message did not come");
            }
        }

        return null;
    }

    /// <summary>Each stream has an address of its own, on which one sender sends.</summary>
    private static ToolException? Strangers(TestOutcome outcome)
    {
        IEnumerable<StreamFigures> streams = (outcome.Near?.Streams ?? []).Concat(outcome.Far?.Streams ?? []);
        return streams.FirstOrDefault(static stream => stream.Loss is { Sources: > 1 }) is { Loss: { } loss }
            ? new ToolException(
                ExitCode.ProtocolError,
                $"somebody else sends to this {(outcome.Plan.Datagrams?.Group is null ? "address" : "group")}: {HumanText.Count(loss.Sources, "sender")} were heard where one sends, and what they sent cannot be told apart",
                "take another port or group")
            : null;
    }
}
