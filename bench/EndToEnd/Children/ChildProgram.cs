namespace Sockets.EndToEnd.Children;

/// <summary>
/// The program of a child process: plays one end, then waits. It leaves when its standard input ends — so also when
/// whoever started it is gone — and at its own time limit at the latest.
/// </summary>
internal static class ChildProgram
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int OutOfTime = 4;

    /// <summary>How much longer a child waits than whoever started it, who can say more about what went wrong.</summary>
    private static readonly TimeSpan s_reserve = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> words, IReadOnlyDictionary<string, EndPair> ends)
    {
        EndOrder order = EndOrder.Parse(words);
        Cores.Keep(order.Core);
        EndPair pair = ends[order.Leg];
        TextWriter reports = Console.Out;
        using Timer limit = new(_ => LeaveOutOfTime(), null, order.Plan.Limit + s_reserve, Timeout.InfiniteTimeSpan);
        Thread leave = new(LeaveWithInput) { IsBackground = true };
        leave.Start();
        try
        {
            EndContext context = new(order, reports);
            await (order.Side == Side.Listen ? pair.Listen(context) : pair.Connect(context));
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{order.Leg} {order.Side}: {e}");
            return Failed;
        }

        await Task.Delay(Timeout.Infinite);
        return Done;
    }

    private static void LeaveOutOfTime()
    {
        Console.Error.WriteLine("out of time");
        Environment.Exit(OutOfTime);
    }

    private static void LeaveWithInput()
    {
        while (Console.In.ReadLine() is not null)
        {
        }

        Environment.Exit(Done);
    }
}
