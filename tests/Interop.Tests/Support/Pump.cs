namespace Sockets.Interop.Tests.Support;

/// <summary>Feeds a program's standard input as fast as the program takes it, and counts.</summary>
internal sealed class Pump
{
    private const int Piece = 64 * 1024;

    // So long without one byte taken is a stall: many times what a scheduler keeps a program waiting.
    private const int StillLooks = 8;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly Running _program;
    private readonly byte[] _content;
    private long _taken;

    public Pump(Running program, byte[] content)
    {
        _program = program;
        _content = content;
        Done = FeedAsync();
    }

    /// <summary>Completes when the program has taken everything. Its input stays open.</summary>
    public Task Done { get; }

    /// <summary>Bytes the program's pipe has taken.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Waits until the program takes no more.</summary>
    /// <returns>How much it has taken.</returns>
    public async Task<long> StallAsync()
    {
        long seen = Taken;
        for (int still = 0; still < StillLooks; still++)
        {
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
            long now = Taken;
            still = now == seen ? still : -1;
            seen = now;
        }

        return seen;
    }

    private async Task FeedAsync()
    {
        for (int at = 0; at < _content.Length; at += Piece)
        {
            int length = Math.Min(Piece, _content.Length - at);
            await _program.WriteAsync(_content.AsMemory(at, length));
            Volatile.Write(ref _taken, at + length);
        }
    }
}
