using Sockets.Tools.Commands.Input;
using Sockets.Tools.Hosting;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>One run of <c>statsd send</c>.</summary>
internal sealed class StatsdSendRun(StatsdSendPlan plan, ToolContext context)
{
    // Half of what the client's queue holds, so that nothing has to be dropped.
    private const int MostQueued = StatsdOptions.DefaultQueueBytes / 2;

    // No packet is longer.
    private const int MostLine = StatsdOptions.LargestPacketBytes;

    // A name has to be looked up and a connection made within this.
    private static readonly TimeSpan s_flushTimeout = TimeSpan.FromSeconds(5);

    // For a server that is restarted, and takes nothing meanwhile.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private int _queued;

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = context.Interrupt();
        long start = context.Time.GetTimestamp();

        // The prefix stands in the lines already.
        StatsdClient client = new(plan.Endpoint.ToOptions(context.Time) with { Prefix = "", FlushTimeout = s_flushTimeout });
        await using (client)
        {
            bool hasWay = true;
            for (int i = 0; i < plan.Lines.Count && hasWay; i++)
            {
                hasWay = await ForwardAsync(client, plan.Lines[i], interruption.Stop);
            }

            if (plan.ReadsInput && hasWay)
            {
                await ForwardInputAsync(client, interruption.Stop);
            }
        }

        StatsdOutcome outcome = new()
        {
            Verb = "statsd send",
            Endpoint = plan.Endpoint,
            Stats = client.GetStats(),
            Duration = context.Time.GetElapsedTime(start),
            Signal = interruption.ExitCode,
            MustBeWhole = true,
        };
        return outcome.Report(context.Terminal, plan.Report);
    }

    private async Task ForwardInputAsync(StatsdClient client, CancellationToken stop)
    {
        using LineMessages lines = new(
            InputFile.Open(context.Terminal.OpenInput(), MostLine), MostLine, "a metric is one line: give one that a packet can hold");
        try
        {
            while (await lines.WaitToReadAsync(stop))
            {
                while (lines.TryRead(out ReadOnlyMemory<byte> line))
                {
                    if (!line.IsEmpty && !await ForwardAsync(client, line, stop))
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was read is sent.
        }
    }

    /// <returns>False when the server has taken nothing for so long that it makes no sense to read on.</returns>
    private async Task<bool> ForwardAsync(StatsdClient client, ReadOnlyMemory<byte> line, CancellationToken stop)
    {
        client.Forward(line.Span);
        _queued += line.Length + 8;
        if (_queued <= MostQueued || stop.IsCancellationRequested)
        {
            return true;
        }

        _queued = 0;
        return await EmptyAsync(client, stop);
    }

    /// <summary>Waits until nothing is queued any more, whatever became of it.</summary>
    private async Task<bool> EmptyAsync(StatsdClient client, CancellationToken stop)
    {
        long start = context.Time.GetTimestamp();
        while (!await client.FlushAsync(CancellationToken.None) && !stop.IsCancellationRequested)
        {
            if (context.Time.GetElapsedTime(start) >= s_patience)
            {
                return false;
            }
        }

        return true;
    }
}
