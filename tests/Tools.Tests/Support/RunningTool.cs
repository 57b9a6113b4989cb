using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sockets.Tools.Tests.Support;

/// <summary>A run of the command that is going on.</summary>
internal sealed partial class RunningTool : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private const string ListeningMark = "listening on ";

    /// <summary>No run takes longer; one that does is stopped, and its test fails.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly CancellationTokenSource _limit;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _errors;
    private readonly MemoryStream _output = new();
    private Task? _outputs;

    public RunningTool(Process process)
    {
        _process = process;
        _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _limit.CancelAfter(s_limit);
        _errors = ReadErrorsAsync();
    }

    public int Id => _process.Id;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Where it listens, as it says itself; give it with the scheme and the query.</summary>
    public Task<string> ListeningAsync() => _listening.Task.WaitAsync(_limit.Token);

    /// <summary>What it has said on standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Writes its standard input and ends that.</summary>
    public async Task FeedAsync(byte[] input)
    {
        await _process.StandardInput.BaseStream.WriteAsync(input, _limit.Token);
        _process.StandardInput.Close();
    }

    /// <summary>Writes to its standard input.</summary>
    public async Task FeedPartAsync(byte[] input)
    {
        await _process.StandardInput.BaseStream.WriteAsync(input, _limit.Token);
        await _process.StandardInput.BaseStream.FlushAsync(_limit.Token);
    }

    /// <summary>Reads standard output until it holds this.</summary>
    public async Task<string> ReadUntilAsync(string expected)
    {
        byte[] buffer = new byte[4096];
        while (!Encoding.UTF8.GetString(_output.ToArray()).Contains(expected, StringComparison.Ordinal))
        {
            int read = await Output.ReadAsync(buffer, _limit.Token);
            Assert.True(read > 0, $"Standard output ended without '{expected}'; standard error: {Error}");
            _output.Write(buffer.AsSpan(0, read));
        }

        return Encoding.UTF8.GetString(_output.ToArray());
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for its end.</summary>
    public async Task<ToolResult> FinishAsync()
    {
        _process.StandardInput.Close();
        _outputs ??= Output.CopyToAsync(_output, _limit.Token);
        await _process.WaitForExitAsync(_limit.Token);
        await _errors;
        await _outputs;
        return new ToolResult(_process.ExitCode, _output.ToArray(), Error);
    }

    /// <summary>Waits for its end, without reading its standard output.</summary>
    public async Task<ToolResult> ExitAsync()
    {
        await _process.WaitForExitAsync(_limit.Token);
        await _errors;
        return new ToolResult(_process.ExitCode, _output.ToArray(), Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _limit.Dispose();
        _output.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(_limit.Token) is { } line)
        {
            lock (_error)
            {
                _error.Append(line).Append('\n');
            }

            if (line.StartsWith(ListeningMark, StringComparison.Ordinal))
            {
                _listening.TrySetResult(line[ListeningMark.Length..]);
            }
        }

        _listening.TrySetException(new InvalidOperationException("It ended without listening: " + Error));
        _ = _listening.Task.Exception;
    }
}
