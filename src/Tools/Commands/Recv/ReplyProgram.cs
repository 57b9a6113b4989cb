using System.Diagnostics;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Commands.Recv;

/// <summary>
/// Answers requests with what a program writes: one run for each request, which reads the request's payload on its standard
/// input. So many run at once, each for so long and no longer than somebody waits.
/// </summary>
internal sealed class ReplyProgram : IAsyncDisposable
{
    /// <summary>Programs that run at once, when the user does not say.</summary>
    public const int DefaultJobs = 4;

    /// <summary>How long a program may run, when the user does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly string _command;
    private readonly TimeSpan _timeout;
    private readonly Action<string> _onFailed;
    private readonly int _jobs;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _over = new();

    /// <param name="command">What the shell runs.</param>
    /// <param name="jobs">How many run at once.</param>
    /// <param name="timeout">How long each may run.</param>
    /// <param name="onFailed">Told why a program gave no answer.</param>
    public ReplyProgram(string command, int jobs, TimeSpan timeout, Action<string> onFailed)
    {
        _command = command;
        _timeout = timeout;
        _onFailed = onFailed;
        _jobs = jobs;
        _places = new SemaphoreSlim(jobs);
    }

    /// <summary>Answers a request of our own protocol.</summary>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(RequestContext request) =>
        AnswerAsync(request.Payload, request.Connection.MaxMessageLength, request.CancellationToken);

    /// <summary>Answers a request.</summary>
    /// <param name="question">What the program reads.</param>
    /// <param name="longest">The longest answer that can be sent.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> question, int longest, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _over.Token);
        await _places.WaitAsync(stop.Token);
        try
        {
            stop.CancelAfter(_timeout);
            return await RunAsync(question, longest, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !_over.IsCancellationRequested)
        {
            throw Failed($"{_command} was stopped: it ran longer than {_timeout.TotalSeconds} s");
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Stops what runs, and waits until it is gone: nothing this process has started outlives it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        for (int i = 0; i < _jobs; i++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }
    }

    private async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> question, int longest, CancellationToken stop)
    {
        using Process program = Start();
        try
        {
            Task writing = WriteAsync(program, question, stop);
            byte[] answer = await ReadAsync(program.StandardOutput.BaseStream, longest, stop);
            await writing;
            await program.WaitForExitAsync(stop);
            return program.ExitCode == 0 ? answer : throw Failed($"{_command} exited with {program.ExitCode}");
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        bool isWindows = OperatingSystem.IsWindows();
        ProcessStartInfo start = new(isWindows ? "cmd.exe" : "/bin/sh", [isWindows ? "/c" : "-c", _command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start) ?? throw Failed($"{_command} could not be started");
    }

    private static async Task WriteAsync(Process program, ReadOnlyMemory<byte> question, CancellationToken stop)
    {
        try
        {
            await program.StandardInput.BaseStream.WriteAsync(question, stop);
            program.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program need not read what it is asked.
        }
    }

    private async Task<byte[]> ReadAsync(Stream output, int longest, CancellationToken stop)
    {
        using MemoryStream answer = new();
        byte[] piece = new byte[16 * 1024];
        int read;
        while ((read = await output.ReadAsync(piece, stop)) > 0)
        {
            if (answer.Length + read > longest)
            {
                throw Failed($"{_command} wrote more than the {longest} bytes of the longest message");
            }

            answer.Write(piece.AsSpan(0, read));
        }

        return answer.ToArray();
    }

    private InvalidOperationException Failed(string why)
    {
        _onFailed($"a request has no answer: {why}");
        return new InvalidOperationException(why);
    }
}
