using Sockets.Tools.Output;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Serving;

/// <summary>One test on the server: waits for its streams, does its part, and says what it has seen, whatever has happened.</summary>
internal sealed class ServedTest
{
    private static readonly TimeSpan s_streams = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_progress = TimeSpan.FromMilliseconds(250);

    private readonly TestPlan _plan;
    private readonly ControlLine _line;
    private readonly TestEnd _end;
    private readonly IDataRun _data;

    public ServedTest(TestPlan plan, ControlLine line, TestEnd end, IDataRun data)
    {
        _plan = plan;
        _line = line;
        _end = end;
        _data = data;
    }

    /// <summary>Runs it.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="over">Ends what this side sends.</param>
    public async Task RunAsync(string run, CancellationTokenSource over)
    {
        if (await _line.ReceiveAsync(over.Token) is not Start)
        {
            return;
        }

        IReadOnlyList<IDataStream> streams = await OpenAsync(run, over.Token);
        if (_plan.Sends(Side.Far) && streams.Min(static stream => stream.MaxMessageLength) is var takes && takes < _plan.SizeBytes)
        {
            throw ToolException.Usage($"messages of {_plan.SizeBytes} bytes are too long for the client: it takes {takes}", "let it take more with ?maxmessage=");
        }

        await _line.SendAsync(new Started(), over.Token);
        Task sending;
        using (new Ticker(s_progress, TellProgress))
        {
            sending = SendAsync(streams, over.Token);
            try
            {
                await WaitForStopAsync(over.Token);
            }
            finally
            {
                await over.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await _end.FinishReceivingAsync();

        // What came since it was said last: the client's last interval is whole.
        await _line.SendAsync(SoFar());
        await _line.SendAsync(new Result(_end.Figures(), sending.Exception?.InnerException?.Message, Notices()));
    }

    private void TellProgress()
    {
        if (_line.TrySend(SoFar()))
        {
            _end.ToldTimes();
        }
    }

    private Progress SoFar() => new(_end.Counts(), _end.NewTimes() is { Count: > 0 } times ? times.Joined(Progress.MostCells) : null);

    private async Task<IReadOnlyList<IDataStream>> OpenAsync(string run, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_streams);
        try
        {
            return await _data.OpenAsync(new Ready(run, []), patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(
                ExitCode.NothingReceived, $"the data streams did not come to the server within {s_streams.TotalSeconds} s", "does a firewall count connections?");
        }
    }

    private IReadOnlyList<string> Notices() => _plan.Mode == PerfMode.Loss
        ? [.. ((string?[])[_end.ClockNotice, (_data as DatagramRun)?.BufferNotice]).OfType<string>()]
        : [];

    private async Task SendAsync(IReadOnlyList<IDataStream> streams, CancellationToken stop)
    {
        try
        {
            await _end.SendAsync(streams, stop);
        }
        finally
        {
            // The client waits for it, whatever became of the sending: the result says that.
            if (_plan.Sends(Side.Far))
            {
                await _line.SendAsync(new Done(), CancellationToken.None);
            }
        }
    }

    private async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        if (await _line.ReceiveAsync(cancellationToken) is not Stop)
        {
            throw new ToolException(ExitCode.ProtocolError, "the client goes on before the test is over");
        }
    }
}
