using System.Globalization;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>What arrived so far, by name, tags and type. Bounded: what comes beyond is counted and not shown.</summary>
/// <param name="servers">How many servers are asked what they make of a line.</param>
internal sealed class MetricTable(int servers)
{
    /// <summary>As many lines as a table on the terminal has at most.</summary>
    public const int MostLines = 12;

    private const int MostRows = 10_000;
    private const int MostKept = 1000;

    // What stands behind the name in a row, and what a name has at least and at most.
    private const int OtherColumns = 48;
    private const int ShortestName = 16;
    private const int LongestName = 60;

    // Where the Hangul begins, and with it what may take two columns, or none.
    private const char FirstWide = '\u1100';

    private readonly Dictionary<string, Row> _rows = [];
    private long _beyond;

    public void Add(MetricLine line, IReadOnlyList<ServerVerdict> verdicts)
    {
        string tags = line.Tags.Count == 0
            ? ""
            : "{" + string.Join(',', line.Tags.Select(tag => tag.Value is null ? tag.Key : $"{tag.Key}={tag.Value}")) + "}";
        string name = line.Kind == "malformed" ? line.Text : line.Name + tags;
        string type = line.Samples.Count > 0 ? line.Samples[0].Type : line.Kind == "malformed" ? "?" : line.Kind;
        string key = $"{type} {name}";
        if (!_rows.TryGetValue(key, out Row? row))
        {
            if (_rows.Count == MostRows)
            {
                _beyond++;
                return;
            }

            row = new Row(name, type);
            _rows.Add(key, row);
        }

        row.Lines++;
        if (verdicts.Count > 0)
        {
            row.Lint = ServerVerdict.Sentence(verdicts, servers);
        }

        foreach (MetricLine.Sample sample in line.Samples)
        {
            row.Add(sample);
        }
    }

    /// <summary>A headline, and the busiest rows; below one, what servers make of it that do not read it as it was meant.</summary>
    /// <param name="elapsed">Since the beginning.</param>
    /// <param name="width">Columns of the terminal.</param>
    public IReadOnlyList<string> Draw(TimeSpan elapsed, int width)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        int nameWidth = Math.Clamp(width - OtherColumns, ShortestName, LongestName);
        List<string> lines = [Cells(nameWidth, "name", "type", "last, sum, spread", "rate/s", "lines")];
        int shown = 0;
        foreach (Row row in _rows.Values.OrderByDescending(row => row.Lines))
        {
            int needed = row.Lint.Length > 0 ? 2 : 1;
            if (lines.Count + needed >= MostLines)
            {
                break;
            }

            shown++;
            lines.Add(Cells(
                nameWidth,
                Printable(row.Name),
                row.Type,
                row.Value,
                (row.Lines / seconds).ToString("0.0", CultureInfo.InvariantCulture),
                row.Lines.ToString("N0", CultureInfo.InvariantCulture)));
            if (row.Lint.Length > 0)
            {
                lines.Add("  " + row.Lint);
            }
        }

        if (_rows.Count > shown)
        {
            lines.Add($"and {_rows.Count - shown:N0} more{(_beyond > 0 ? $"; {_beyond:N0} lines of others" : "")}");
        }

        return [.. lines.Select(line => line.Length < width ? line : line[..Math.Max(0, width - 2)] + "~")];
    }

    private static string Cells(int nameWidth, string name, string type, string value, string rate, string lines) =>
        $"{(name.Length > nameWidth ? name[..(nameWidth - 1)] + "~" : name).PadRight(nameWidth)} {type,-5} {value,-22} {rate,8} {lines,8}";

    /// <summary>What a terminal shows in one column a character: nothing that moves the cursor, and no wide writing.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || c >= FirstWide ? '?' : c));

    private sealed class Row(string name, string type)
    {
        private readonly List<double> _samples = [];
        private readonly HashSet<string> _members = [];
        private double _sum;

        public string Name { get; } = name;

        public string Type { get; } = type;

        public long Lines { get; set; }

        public string Lint { get; set; } = "";

        public string Value => Type switch
        {
            "s" => $"{_members.Count} different",
            "ms" or "h" or "d" => Spread(),
            "c" or "g" => _sum.ToString("G15", CultureInfo.InvariantCulture),
            _ => "",
        };

        public void Add(MetricLine.Sample sample)
        {
            double value = sample.Number ?? 0;
            switch (Type)
            {
                case "c":
                    _sum += value / sample.Rate;
                    break;
                case "g":
                    bool isChange = sample.Value.StartsWith('+') || sample.Value.StartsWith('-');
                    _sum = isChange ? _sum + value : value;
                    break;
                case "s":
                    if (_members.Count < MostKept)
                    {
                        _members.Add(sample.Value);
                    }

                    break;
                default:
                    if (_samples.Count == MostKept)
                    {
                        _samples.RemoveAt(0);
                    }

                    _samples.Add(value);
                    break;
            }
        }

        private string Spread()
        {
            if (_samples.Count == 0)
            {
                return "";
            }

            double[] sorted = [.. _samples.Order()];
            return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2]:G4} max {sorted[^1]:G4}");
        }
    }
}
