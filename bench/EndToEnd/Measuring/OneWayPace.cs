using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Measuring;

/// <summary>
/// Tells a one-way sender when to stop. What it sends: messages during <see cref="Warming"/>, one marker, messages
/// during <see cref="Scoring"/>, one marker. A marker is a message of <see cref="MarkerLength"/> bytes; the receiver
/// counts between the two.
/// </summary>
internal sealed class OneWayPace(EndContext end)
{
    /// <summary>No leg's payload is this short.</summary>
    public const int MarkerLength = 1;

    /// <summary>The clock is read once for so many bytes, so that reading it costs nothing.</summary>
    private const int BytesPerLook = 64 * 1024;

    private long _warmUntil;
    private long _scoreUntil;

    /// <summary>How many messages to send between two looks at the clock.</summary>
    public int Burst { get; } = Math.Max(1, BytesPerLook / end.Size);

    /// <summary>The warm-up is not over. The first look starts the clock.</summary>
    public bool Warming
    {
        get
        {
            long now = Stopwatch.GetTimestamp();
            if (_warmUntil == 0)
            {
                _warmUntil = now + Ticks(end.Plan.Warmup);
                _scoreUntil = _warmUntil + Ticks(end.Plan.Scored);
            }

            return now < _warmUntil;
        }
    }

    /// <summary>The scored window is not over.</summary>
    public bool Scoring => Stopwatch.GetTimestamp() < _scoreUntil;

    /// <summary>Everything is sent.</summary>
    /// <param name="sent">Messages between the markers.</param>
    public void Finish(long sent) => end.Finish(new Figures { [Keys.Sent] = sent });

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
