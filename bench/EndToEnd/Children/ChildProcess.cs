using System.Diagnostics;
using System.Text;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Children;

/// <summary>
/// A process that a leg started, and its output line by line. Disposing ends it: first by closing its input, then by
/// killing it with all its descendants.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How long a process may take to leave by itself.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _output;
    private readonly Task _errorOutput;

    private ChildProcess(string name, Process process, Action<string> onLine, Action<LegFailedException> onEnd)
    {
        _name = name;
        _process = process;
        _errorOutput = ReadAsync(process.StandardError, AddError);
        _output = ReadOutputAsync(onLine, onEnd);
    }

    /// <summary>Starts a process.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="onLine">Gets every line of its standard output.</param>
    /// <param name="onEnd">Told once that there will be no more lines, with what it wrote to standard error.</param>
    public static ChildProcess Start(
        string name, string file, IEnumerable<string> arguments, Action<string> onLine, Action<LegFailedException> onEnd)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ChildProcess(name, Process.Start(start)!, onLine, onEnd);
    }

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString().TrimEnd();
            }
        }
    }

    /// <summary>The user and system time it has used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its end already.
        }

        try
        {
            using CancellationTokenSource grace = new(s_grace);
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await Task.WhenAll(_output, _errorOutput);
        _process.Dispose();
    }

    private async Task ReadOutputAsync(Action<string> onLine, Action<LegFailedException> onEnd)
    {
        await ReadAsync(_process.StandardOutput, onLine);
        await _errorOutput;
        onEnd(new LegFailedException($"{_name} ended before it reported. {Errors}"));
    }

    private void AddError(string line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            onLine(line);
        }
    }
}
