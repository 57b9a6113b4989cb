using System.Globalization;
using System.Text;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Whatever names, tags and values hold, what is written reads back, by the grammar, as what was meant and nothing more.</summary>
public sealed class StatsdFuzzTests
{
    private const string Marks = ":|@#,;=[]{} \n\r\t\0.-_/\\\"~";

    private static readonly string[] s_dialects =
        ["etsy", "dogstatsd", "dogstatsd-1.0", "dogstatsd-1.1", "influx", "librato", "signalfx", "graphite"];

    public static TheoryData<string> Dialects => [.. s_dialects];

    // STATSD-M3, STATSD-M2, STATSD-N3
    [Theory]
    [MemberData(nameof(Dialects))]
    public void What_is_written_reads_back(string dialectName)
    {
        StatsdDialect dialect = Written.Dialect(dialectName);
        Random random = new(Seed.Take());
        byte[] room = new byte[16 * 1024];
        for (int round = 0; round < 3000; round++)
        {
            StatsdWriter writer = new(room);
            List<Expected> expected = [];
            for (int line = random.Next(1, 5); line > 0; line--)
            {
                Write(ref writer, dialect, random, expected);
            }

            if (writer.Length == 0)
            {
                continue;
            }

            IReadOnlyList<StrictLine> lines = StrictLine.Packet(writer.Written, dialect);
            Assert.Equal(expected.Select(e => e.ToString()), lines.Select(l => Describe(l)));
        }
    }

    // STATSD-M3
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Bytes_of_any_kind_make_one_line_or_none(string dialectName)
    {
        StatsdDialect dialect = Written.Dialect(dialectName);
        Random random = new(Seed.Take());
        foreach (StatsdNamePolicy policy in Enum.GetValues<StatsdNamePolicy>())
        {
            await using ClientRig rig = new(o => o with { Dialect = dialect, Names = policy, MaxPacketBytes = 65_000 });
            StatsdSet set = rig.Client.CreateSet("members");
            for (int i = 0; i < 1000; i++)
            {
                rig.Client.Count(RandomBytes(random), 1, new StatsdTag(RandomText(random, 0), RandomText(random, 0)));
                rig.Client.Set(RandomBytes(random), RandomBytes(random));
                set.Add(RandomBytes(random));
            }

            rig.Time.Advance(TimeSpan.FromSeconds(1));
            int lines = 0;
            foreach (byte[] packet in rig.Server.TakeBytes())
            {
                lines += StrictLine.Packet(packet, dialect).Count;
            }

            Assert.Equal((0, lines), (rig.Stats.Pending, rig.Stats.LinesSent));
            Assert.InRange(rig.Stats.Sent, 100, 3000 - rig.Stats.DroppedInvalid);
        }
    }

    // STATSD-E1, STATSD-E2, STATSD-E3
    [Fact]
    public void Events_and_checks_read_back()
    {
        Random random = new(Seed.Take());
        StatsdDialect dialect = StatsdDialect.DogStatsd;
        byte[] room = new byte[16 * 1024];
        for (int round = 0; round < 3000; round++)
        {
            string first = RandomText(random, 1);
            string second = RandomText(random, 1);
            StatsdTag[] tags = [new(RandomText(random, 1), RandomText(random, 0))];
            StatsdWriter writer = new(room);
            writer.TryEvent(dialect, new() { Title = first, Text = second, Host = RandomText(random, 0), Source = RandomText(random, 0), Tags = tags });
            writer.TryServiceCheck(dialect, new() { Name = first, Message = second, Host = RandomText(random, 0), Tags = tags });

            IReadOnlyList<StrictLine> lines = StrictLine.Packet(writer.Written, dialect);
            Assert.Equal(["_e", "_sc"], lines.Select(l => l.Type));
            Assert.Equal(Escaped(first), lines[0].Title);
            Assert.Equal(Escaped(second), lines[0].Text);
            Assert.Equal(Clean(first, IsField), lines[1].Name);
            Assert.Equal(Clean(Escaped(second).Replace("m:", "m\\:", StringComparison.Ordinal), IsField), lines[1].Message);
        }

        static bool IsField(char c) => c is >= ' ' and not ('\x7F' or '|');
        static string Escaped(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(
            text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)));
    }

    private static void Write(ref StatsdWriter writer, StatsdDialect dialect, Random random, List<Expected> expected)
    {
        string name = RandomText(random, 1);
        StatsdTag[] tags = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new StatsdTag(RandomText(random, 1), random.Next(5) == 0 ? null : RandomText(random, 0)))];
        StatsdName encoded = new(dialect, name, tags, StatsdNamePolicy.Replace);
        Expected meant = new(ExpectedName(dialect, name, tags), ExpectedTags(dialect, tags));
        double value = RandomNumber(random);
        double rate = random.Next(2) == 0 ? 1 : Math.Max(random.NextDouble(), 1e-9);
        switch (random.Next(6))
        {
            case 0:
                Add(writer.TryCount(encoded, value, rate), meant with { Type = "c", Values = [value], Rate = rate });
                break;
            case 1 when value < 0 && dialect.GaugeSign == StatsdGaugeSign.Delta:
                Add(writer.TryGauge(encoded, value), meant with { Type = "g", Values = [0] }, meant with { Type = "g", Values = [value] });
                break;
            case 1:
                Add(writer.TryGauge(encoded, value), meant with { Type = "g", Values = [value] });
                break;
            case 2:
                Add(writer.TryTime(encoded, value, rate), meant with { Type = "ms", Values = [value], Rate = rate });
                break;
            case 3:
                Add(writer.TryValue(encoded, StatsdMetricType.Histogram, value, rate), meant with { Type = "h", Values = [value], Rate = rate });
                break;
            case 4:
                double[] many = [Math.Abs(value), 1, 2.5];
                if (double.IsFinite(value) && writer.TryValues(encoded, StatsdMetricType.Timer, many, 1, out _) == 3)
                {
                    expected.AddRange(dialect.Packing
                        ? [meant with { Type = "ms", Values = many }]
                        : many.Select(one => meant with { Type = "ms", Values = [one] }));
                }

                break;
            case 5:
                string member = RandomText(random, 1);
                bool legal = member.All(c => c is >= ' ' and not ('\x7F' or '|' or ':')) && !member.Any(char.IsSurrogate);
                StatsdWriteStatus status = writer.TrySet(encoded, Encoding.UTF8.GetBytes(member));
                Assert.True(!legal || status == StatsdWriteStatus.Written);
                Add(status, meant with { Type = "s", Member = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(member)) });
                break;
        }

        void Add(StatsdWriteStatus status, params Expected[] lines)
        {
            Assert.NotEqual(StatsdWriteStatus.Full, status);
            if (status == StatsdWriteStatus.Written)
            {
                expected.AddRange(lines);
            }
        }
    }

    private static string ExpectedName(StatsdDialect dialect, string name, StatsdTag[] tags)
    {
        string clean = Clean(name, c => c is > ' ' and < '\x7F' && !":|@#,;=[]{}".Contains(c));
        if (dialect.Events && clean.StartsWith("_sc", StringComparison.Ordinal))
        {
            clean = "-" + clean[1..];
        }

        return dialect.TagStyle != StatsdTagStyle.InName
            ? clean
            : clean + string.Concat(tags.Select(t => $".{Part(t.Key)}.{Part(t.Value switch { null => "true", "" => "_", _ => t.Value })}"));

        static string Part(string text) => Clean(text, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
    }

    private static string ExpectedTags(StatsdDialect dialect, StatsdTag[] tags)
    {
        return dialect.TagStyle == StatsdTagStyle.InName ? "" : string.Join('&', tags.Select(t =>
        {
            string key = Clean(t.Key, c => c is > ' ' and < '\x7F' && !":|@#,;=[]{}".Contains(c));
            if (dialect.TagStyle == StatsdTagStyle.DogStatsd)
            {
                return string.IsNullOrEmpty(t.Value) ? key : $"{key}~~{Clean(t.Value, c => c is >= ' ' and not ('\x7F' or ',' or '|' or '#'))}";
            }

            string value = t.Value switch { null => "true", "" => "_", _ => t.Value };
            bool utf8 = dialect.TagStyle == StatsdTagStyle.Influx;
            return $"{key}~~{Clean(value, c => (utf8 && c >= '\x80') || (c is > ' ' and < '\x7F' && !":|@#,;=[]{}".Contains(c)))}";
        }));
    }

    private static string Clean(string text, Func<char, bool> legal)
    {
        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            char c = rune.IsBmp ? (char)rune.Value : '\uFFFD';
            clean.Append(legal(c) ? rune.ToString() : "_");
        }

        return clean.ToString();
    }

    private static string Describe(StrictLine line) => new Expected(line.Name, string.Join('&', line.Tags.Select(t => t.Value is null ? t.Key : $"{t.Key}~~{t.Value}")))
    {
        Type = line.Type,
        Rate = line.Rated,
        Values = line.Type == "s" ? [] : [.. line.Numbers],
        Member = line.Type == "s" ? line.Values[0] : "",
    }.ToString();

    private static string RandomText(Random random, int least)
    {
        StringBuilder text = new();
        for (int length = random.Next(least, 12); length > 0; length--)
        {
            text.Append(random.Next(6) switch
            {
                0 => Marks[random.Next(Marks.Length)].ToString(),
                1 => ((char)random.Next(0x10000)).ToString(),
                2 => new Rune(random.Next(0x10000, 0x110000)).ToString(),
                3 => "_sc",
                _ => ((char)random.Next('!', 0x7F)).ToString(),
            });
        }

        return text.ToString();
    }

    private static byte[] RandomBytes(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(3) == 0
            ? (byte)Marks[random.Next(Marks.Length)]
            : random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next('!', 0x7F)),
    ];

    private static double RandomNumber(Random random) => random.Next(5) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        1 => random.Next(-1000, 1000),
        2 => random.NextDouble() * Math.Pow(10, random.Next(-12, 22)),
        3 => -random.NextDouble(),
        _ => random.NextInt64(),
    };

    private sealed record Expected(string Name, string Tags)
    {
        public string Type { get; init; } = "";

        public IReadOnlyList<double> Values { get; init; } = [];

        public double Rate { get; init; } = 1;

        public string Member { get; init; } = "";

        public override string ToString() =>
            $"{Name} {Tags} {Type} {string.Join(' ', Values.Select(v => (v + 0.0).ToString("R", CultureInfo.InvariantCulture)))} @{Rate:R} {Member}";
    }
}
