using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Serving;

/// <summary>A run of <c>perf serve</c>: takes every client that comes, several at once, until it is stopped.</summary>
internal sealed class ServeRun
{
    /// <summary>Clients behind one address that may have all streams there are, each with its control connection.</summary>
    private const int ClientsPerAddress = 4;

    private readonly ServePlan _plan;
    private readonly ToolContext _context;
    private readonly StatusWriter _status;
    private readonly RunTable _runs = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _clients = [];
    private readonly TaskCompletionSource _firstGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServeRun(ServePlan plan, ToolContext context)
    {
        _plan = plan;
        _context = context;
        _status = new StatusWriter(context.Terminal.Error, plan.Report.HasColor(context.Terminal));
    }

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = _context.Interrupt();
        await using MessageServer server = Start(interruption.Stop);
        Say($"listening on {EndPoints.Name(_plan.Settings.Endpoint, server.LocalEndPoint)}");
        Task stopped = Task.Delay(Timeout.InfiniteTimeSpan, interruption.Stop);
        await (_plan.OneOff ? Task.WhenAny(stopped, _firstGone.Task) : stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] clients;
        lock (_gate)
        {
            clients = [.. _clients];
        }

        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return interruption.ExitCode ?? ExitCode.Done;
    }

    private MessageServer Start(CancellationToken stop)
    {
        ChannelSettings settings = _plan.Settings with { OnNotice = text => Say(text) };
        try
        {
            // What cannot be read is said now, and not to the first client.
            _ = ZmqSecurityFiles.Secure(new ZmqOptions(), settings.ZmqSecurity);
            return MessageServer.Start(NativeOptions.Server(settings, static (_, _) => { }) with
            {
                Listen = new ListenLimits { MaxPerAddress = ClientsPerAddress * (TestPlan.MostStreams + 1) },
                Handler = new ServerHandler(_runs, (line, hello) => Serve(line, hello, stop)),
            });
        }
        catch (Exception e)
        {
            throw Failure.OfOpening(e, settings, "perf run");
        }
    }

    private void Serve(ControlLine line, Hello hello, CancellationToken stop)
    {
        string name = EndPoints.Describe(_plan.Settings.Endpoint, line.Connection.RemoteEndPoint);
        ServedClient client = new(line, name, _runs, _plan, _context.Time, Say);
        Task serving = Task.Run(
            async () =>
            {
                try
                {
                    await client.RunAsync(hello, stop);
                }
                catch (Exception e)
                {
                    // It is one client's; the others go on.
                    Say($"{name}: {Failure.Bug(e).OneLine}");
                }
                finally
                {
                    await line.Connection.DisposeAsync();
                    _firstGone.TrySetResult();
                }
            },
            CancellationToken.None);
        lock (_gate)
        {
            _clients.RemoveAll(static task => task.IsCompleted);
            _clients.Add(serving);
        }
    }

    private void Say(string text)
    {
        if (_plan.Report.Verbosity != Verbosity.Quiet)
        {
            _status.WriteLine(text);
        }
    }
}
