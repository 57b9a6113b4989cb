using Sockets.Tools.Commands.Input;
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

    private int _queued;

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = context.Interrupt();
        long start = context.Time.GetTimestamp();

        // The prefix stands in the lines already.
        StatsdClient client = new(plan.Endpoint.ToOptions(context.Time) with { Prefix = "", FlushTimeout = s_flushTimeout });
        await using (client)
        {
            foreach (byte[] line in plan.Lines)
            {
                await ForwardAsync(client, line, interruption.Stop);
            }

            if (plan.ReadsInput)
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
                    if (!line.IsEmpty)
                    {
                        await ForwardAsync(client, line, stop);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was read is sent.
        }
    }

    private async Task ForwardAsync(StatsdClient client, ReadOnlyMemory<byte> line, CancellationToken stop)
    {
        client.Forward(line.Span);
        _queued += line.Length + 8;
        if (_queued > MostQueued && !stop.IsCancellationRequested)
        {
            await client.FlushAsync(CancellationToken.None);
            _queued = 0;
        }
    }
}
