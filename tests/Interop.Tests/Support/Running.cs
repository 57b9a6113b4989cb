using System.Diagnostics;

namespace Sockets.Interop.Tests.Support;

/// <summary>
/// A program that runs beside the test. Its streams are gathered as they come, every wait for it is bounded and fails
/// with all that it said, and it is killed when it is disposed.
/// </summary>
internal sealed class Running : IAsyncDisposable
{
    /// <summary>Far more than anything here takes on a loaded machine with two cores: it only turns a hang into a failure.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _name;
    private readonly Task<byte[]> _output;
    private readonly LineLog _errors;
    private long _outputLength;

    /// <summary>Starts it.</summary>
    public Running(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _name = Path.GetFileName(start.FileName) + " " + string.Join(' ', start.ArgumentList);
        _process = Process.Start(start)!;
        _output = ReadAllAsync(_process.StandardOutput.BaseStream);
        _errors = new LineLog(_process.StandardError);
    }

    public int Id => _process.Id;

    /// <summary>Bytes it has written on standard output so far.</summary>
    public long OutputLength => Volatile.Read(ref _outputLength);

    /// <summary>All that the program has said on standard error so far.</summary>
    public string Said => _errors.Text;

    /// <summary>Gives the program input.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _process.StandardInput.BaseStream.WriteAsync(bytes, Token);
        await _process.StandardInput.BaseStream.FlushAsync(Token);
    }

    /// <summary>Gives the program input, and no more after it. One that has ended before it read everything is no failure yet.</summary>
    public async Task EndInputAsync(ReadOnlyMemory<byte> bytes = default)
    {
        try
        {
            await WriteAsync(bytes);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program's exit code says why.
        }
    }

    /// <summary>Where it listens: the tool and the peers say so in the same words.</summary>
    public async Task<string> ListeningAsync()
    {
        const string Words = "listening on ";
        return (await SaysAsync(Words)).Split(Words)[1];
    }

    /// <summary>Waits for a line on standard error.</summary>
    public Task<string> SaysAsync(string part) => WithinAsync(_errors.FindAsync(part), $"say '{part}'");

    /// <summary>Waits until it ends.</summary>
    public async Task<Ended> EndAsync()
    {
        await WithinAsync(_process.WaitForExitAsync(Token), "end");
        byte[] output = await WithinAsync(_output, "close standard output");
        await WithinAsync(_errors.Ended, "close standard error");
        return new Ended(_process.ExitCode, output, Said);
    }

    /// <summary>Waits until it ends, and fails with its words unless all went well.</summary>
    public async Task<byte[]> FinishAsync()
    {
        Ended ended = await EndAsync();
        Assert.True(ended.ExitCode == 0, $"{_name}\nended with {ended.ExitCode}:\n{ended.Said}");
        return ended.Output;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(Signal signal) => Signals.Send(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_limit, CancellationToken.None);
        }

        _process.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<byte[]> ReadAllAsync(Stream stream)
    {
        MemoryStream all = new();
        byte[] piece = new byte[64 * 1024];
        while (await stream.ReadAsync(piece, CancellationToken.None) is > 0 and int length)
        {
            all.Write(piece.AsSpan(0, length));
            Volatile.Write(ref _outputLength, all.Length);
        }

        return all.ToArray();
    }

    private async Task<T> WithinAsync<T>(Task<T> task, string what)
    {
        await WithinAsync((Task)task, what);
        return await task;
    }

    private async Task WithinAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(s_limit, Token);
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            Assert.Fail($"{_name}\ndid not {what}{(e is TimeoutException ? " in time" : "")}. It said:\n{Said}");
        }
    }
}
