namespace Sockets.Interop.Tests.Support;

/// <summary>Lines as a program writes them; whoever waits for one is told as soon as it is there.</summary>
internal sealed class LineLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = New();

    public LineLog(StreamReader reader) => Ended = ReadAsync(reader);

    /// <summary>Completes when there will be no more lines.</summary>
    public Task Ended { get; }

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Waits for a line that contains the text.</summary>
    /// <exception cref="EndOfStreamException">It will never come.</exception>
    public async Task<string> FindAsync(string part)
    {
        while (true)
        {
            bool ended = Ended.IsCompleted;
            Task more;
            lock (_gate)
            {
                if (_lines.Find(line => line.Contains(part, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            if (ended)
            {
                throw new EndOfStreamException($"No line contains '{part}'.");
            }

            await Task.WhenAny(more, Ended);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource came;
            lock (_gate)
            {
                _lines.Add(line);
                came = _more;
                _more = New();
            }

            came.SetResult();
        }
    }
}
