using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Children;

/// <summary>This program started once more to play one end of a leg, and the reports of that end as tasks.</summary>
internal sealed class EndProcess : IAsyncDisposable
{
    private readonly TaskCompletionSource<int> _ready = New<int>();
    private readonly TaskCompletionSource _scoring = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Figures> _figures = New<Figures>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildProcess _process;

    private EndProcess(EndOrder order)
    {
        // Under `dotnet EndToEnd.dll` the running program is dotnet, and the assembly is its first argument.
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        IEnumerable<string> arguments = order.ToArguments();
        _process = ChildProcess.Start(
            $"{order.Leg} {order.Side}",
            program,
            isHost ? arguments.Prepend(Assembly.GetEntryAssembly()!.Location) : arguments,
            OnLine,
            OnEnd);
    }

    /// <summary>The port it listens on.</summary>
    public Task<int> Ready => _ready.Task;

    /// <summary>Its scored window has begun.</summary>
    public Task Scoring => _scoring.Task;

    /// <summary>What it saw.</summary>
    public Task<Figures> Finished => _figures.Task;

    /// <summary>Fails when the process has ended; completes in no other way.</summary>
    public Task Ended => _ended.Task;

    public static EndProcess Start(EndOrder order) => new(order);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => _process.Errors;

    public TimeSpan ProcessorTime() => _process.ProcessorTime();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnLine(string line)
    {
        string[] words = line.Split(' ', 2);
        switch (words[0])
        {
            case EndContext.ReadyWord:
                _ready.TrySetResult(int.Parse(words[1], CultureInfo.InvariantCulture));
                break;
            case EndContext.ScoringWord:
                _scoring.TrySetResult();
                break;
            case EndContext.FiguresWord:
                _figures.TrySetResult(JsonSerializer.Deserialize<Figures>(words[1])!);
                break;
        }
    }

    private void OnEnd(LegFailedException failure)
    {
        _ready.TrySetException(failure);
        _scoring.TrySetException(failure);
        _figures.TrySetException(failure);
        _ended.TrySetException(failure);
        foreach (Task report in (Task[])[Ready, Scoring, Finished, Ended])
        {
            // Seen here, so that a report nobody waited for is not an unobserved fault.
            _ = report.Exception;
        }
    }
}
