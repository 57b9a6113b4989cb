using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>A result in lines: what it is, then what to know about it.</summary>
internal static class ResultText
{
    public static IEnumerable<string> Lines(PerfSetup setup, TestResult result)
    {
        yield return "";
        yield return FigureText.Name(result.Plan) + (result.IsComplete ? "" : "  INCOMPLETE");
        foreach (string line in result.Directions.SelectMany(d => Direction(setup, result.Plan, d)))
        {
            yield return "  " + line;
        }

        if (result.RoundTrip is { } trips)
        {
            foreach (string line in RoundTrip(result.Plan, trips))
            {
                yield return "  " + line;
            }
        }

        if (result.LastOfFar is { } last)
        {
            yield return $"  the server last said: {HumanText.Count(last.Received)} received, {HumanText.Count(last.Sent)} sent, {HumanText.Count(last.Answered)} answered";
        }

        if (result.Error is { } error)
        {
            yield return $"  broken off: {error}";
        }

        foreach (string fault in result.Faults)
        {
            yield return $"  WRONG: {fault}";
        }
    }

    private static IEnumerable<string> Direction(PerfSetup setup, TestPlan plan, DirectionResult direction)
    {
        string came = direction.Received is { } received
            ? $"{HumanText.Count(received.Messages)} received in {FigureText.Time(received.DurationNs)}"
            : $"{HumanText.Count(direction.Sent?.Messages ?? 0)} sent, nobody knows how many arrived";
        yield return $"{FigureText.Way(direction.Direction, hasServer: setup.Server is not null),-16}{HumanText.MessageRate(direction.MessagesPerSecond),14}  {HumanText.ByteRate(direction.BytesPerSecond),10}   {came}";
        foreach (string line in Sending(direction))
        {
            yield return "  " + line;
        }

        if (direction.Received is { UnansweredMessages: > 0 } busy)
        {
            yield return $"  {HumanText.Count(busy.UnansweredMessages)} not sent back: there was no room";
        }

        if (direction.Loss is { } loss)
        {
            foreach (string line in LossText.Lines(loss))
            {
                yield return "  " + line;
            }
        }

        if (direction.Received?.OneWay is { Count: > 0 } oneWay)
        {
            yield return $"  one-way from the time due  {FigureText.Times(oneWay)}";
            yield return $"    clock: {setup.OneWayClock}";
            if (oneWay.BelowZero > 0)
            {
                yield return $"    {HumanText.Count(oneWay.BelowZero)} came before they were sent: the clocks disagree by more than it took, or were set meanwhile";
            }
        }
    }

    private static IEnumerable<string> Sending(DirectionResult direction)
    {
        if (direction.Sent is not { } sent)
        {
            yield break;
        }

        if (direction.TargetMessagesPerSecond is { } target)
        {
            string unsent = sent.UnsentMessages > 0 ? $", {HumanText.Count(sent.UnsentMessages)} due and never sent" : "";
            yield return $"target {HumanText.MessageRate(target)}: sent {FigureText.Share(direction.TargetRatio)} of it; "
                + $"{HumanText.Count(sent.LateMessages)} over 1 ms late{unsent}";
            if (sent.Lateness is { Count: > 0 } lateness)
            {
                yield return $"sent after the time due  {FigureText.Times(lateness)}";
            }
        }

        if (sent.Stalls > 0)
        {
            yield return $"sender held back {HumanText.Count(sent.Stalls, "time")}, {FigureText.Time(sent.StalledNs)} of {FigureText.Time(sent.DurationNs)}";
        }

        if (sent.Dropped is { All: > 0 } dropped)
        {
            yield return $"dropped by the sender: {HumanText.Count(dropped.Newest)} newest, {HumanText.Count(dropped.Oldest)} oldest, {HumanText.Count(dropped.AtClose)} at the end";
        }

        if (sent.FailedMessages > 0)
        {
            yield return $"{HumanText.Count(sent.FailedMessages)} refused by the sender's kernel: too long for the interface, without a route, or forbidden; no loss";
        }
    }

    private static IEnumerable<string> RoundTrip(TestPlan plan, RoundTripFigures trips)
    {
        yield return plan.Mode == PerfMode.PingPong
            ? $"rtt  {FigureText.Times(trips.Response)}"
            : $"rtt from the time due  {FigureText.Times(trips.Response)}";
        if (trips.Service is { Count: > 0 } service)
        {
            yield return $"rtt from the sending   {FigureText.Times(service)}";
        }

        if (plan.Mode == PerfMode.UnderLoad && trips.Answered < trips.Asked)
        {
            yield return $"{HumanText.Count(trips.Asked - trips.Answered)} of {HumanText.Count(trips.Asked)} answers did not come within 0.5 s after the last message";
        }
    }
}
