using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Statsd;

namespace Sockets.EndToEnd.Statsd;

/// <summary>Formats counts into packets of 1,432 bytes on one thread, and sends none of them.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="way">How lines are made.</param>
internal sealed class FormattingLeg(string name, FormattingLeg.Way way) : Leg(name)
{
    private const int Series = 100;

    /// <summary>How lines are made.</summary>
    public enum Way
    {
        /// <summary>As text, and that as UTF-8.</summary>
        Strings,

        /// <summary>By the writer, from an encoded name.</summary>
        Writer,
    }

    public override Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            Run(plan.Warmup);
            return new Figures { [Keys.MessagesPerSecond] = Run(plan.Scored) };
        },
        cancellationToken);

    private double Run(TimeSpan time)
    {
        byte[] packet = new byte[StatsdOptions.DefaultDatagramBytes];
        string[] texts = [.. Enumerable.Range(0, Series).Select(i => $"orders.filled.{i}")];
        StatsdName[] names = [.. texts.Select(text => new StatsdName(StatsdDialect.DogStatsd, text, [new StatsdTag("venue", "LSE")]))];
        long lines = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            for (int i = 0; i < 100; i++)
            {
                lines += way == Way.Writer ? Write(packet, names, lines) : WriteStrings(packet, texts, lines);
            }
        }

        return lines / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static int Write(byte[] packet, StatsdName[] names, long value)
    {
        StatsdWriter writer = new(packet);
        int lines = 0;
        while (writer.TryCount(names[lines % Series], value) == StatsdWriteStatus.Written)
        {
            lines++;
        }

        return lines;
    }

    private static int WriteStrings(byte[] packet, string[] names, long value)
    {
        int used = 0;
        int lines = 0;
        while (true)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{names[lines % Series]}:{value}|c|#venue:LSE\n");
            if (!Encoding.UTF8.TryGetBytes(line, packet.AsSpan(used), out int written))
            {
                return lines;
            }

            used += written;
            lines++;
        }
    }
}
