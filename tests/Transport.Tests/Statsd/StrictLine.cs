using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>
/// A line as the grammar of docs/wire/statsd.md has it, read by that grammar and by nothing of what writes lines. What
/// deviates is an error.
/// </summary>
internal sealed record StrictLine
{
    private const string NameByte = @"[^\x00-\x20\x7F-\xFF:|@#,;=\[\]{}]";
    private const string DogValueByte = @"[^\x00-\x1F\x7F,|#]";
    private const string InfluxValueByte = @"[^\x00-\x20\x7F:|@#,;=\[\]{}]";
    private const string MemberByte = @"[^\x00-\x1F\x7F|:]";
    private const string Number = @"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?";
    private const string Rate = @"0\.[0-9]*[1-9]";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    public required string Name { get; init; }

    public IReadOnlyList<StatsdTag> Tags { get; init; } = [];

    public IReadOnlyList<string> Values { get; init; } = [];

    public required string Type { get; init; }

    public double Rated { get; init; } = 1;

    public string Time { get; init; } = "";

    public string Origin { get; init; } = "";

    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>The values as numbers.</summary>
    public IEnumerable<double> Numbers => Values.Select(value => double.Parse(value, CultureInfo.InvariantCulture));

    /// <summary>All lines of a packet.</summary>
    public static IReadOnlyList<StrictLine> Packet(ReadOnlySpan<byte> packet, StatsdDialect dialect)
    {
        if (packet.IsEmpty || packet[^1] == '\n')
        {
            throw new FormatException("A packet is not empty, and no line feed stands at its end.");
        }

        return [.. Encoding.Latin1.GetString(packet).Split('\n').Select(line => One(line, dialect))];
    }

    private static StrictLine One(string line, StatsdDialect dialect) =>
        dialect.Events && line.StartsWith("_e{", StringComparison.Ordinal) ? Event(line)
        : dialect.Events && line.StartsWith("_sc", StringComparison.Ordinal) ? Check(line)
        : Metric(line, dialect);

    private static StrictLine Metric(string line, StatsdDialect dialect)
    {
        (string nameTags, string tagPattern, string tagField) = dialect.TagStyle switch
        {
            StatsdTagStyle.DogStatsd => ("", "", $@"(?:\|#(?<tags>{DogTags}))?"),
            StatsdTagStyle.Influx => (Pairs(",", InfluxValueByte), ",", ""),
            StatsdTagStyle.Librato => ($@"(?:#(?<tags>{Pair(NameByte)}(?:,{Pair(NameByte)})*))?", "", ""),
            StatsdTagStyle.SignalFx => ($@"(?:\[(?<tags>{Pair(NameByte)}(?:,{Pair(NameByte)})*)\])?", "", ""),
            StatsdTagStyle.Graphite => (Pairs(";", NameByte), ";", ""),
            _ => ("", "", ""),
        };
        string sign = dialect.GaugeSign == StatsdGaugeSign.Delta ? @"\+?" : "";
        string types = string.Join('|', ((string[])["c", "ms", .. dialect.Histograms ? ["h"] : (string[])[], .. dialect.Distributions ? ["d"] : (string[])[]]));
        string values = dialect.Packing ? $"{Number}(?::{Number})*" : Number;
        string rest = $@"{tagField}(?:\|T(?<time>[0-9]+))?(?<origin>(?:\|c:[!-{{}}~]+)?(?:\|e:[!-{{}}~]+)?(?:\|card:(?:none|low|orchestrator|high))?)";
        string pattern = $@"^(?<name>{NameByte}+){nameTags}:(?:(?<values>{values})\|(?<type>{types})(?:\|@(?<rate>{Rate}))?|(?<values>{sign}{Number})\|(?<type>g)|(?<values>{MemberByte}+)\|(?<type>s)){rest}$";
        Match match = Regex.Match(line, pattern, RegexOptions.ExplicitCapture, s_limit);
        if (!match.Success)
        {
            throw new FormatException($"No line of {dialect.Name}: {line}");
        }

        string type = match.Groups["type"].Value;
        return new StrictLine
        {
            Name = match.Groups["name"].Value,
            Tags = [.. SplitTags(match.Groups["tags"].Value, tagPattern.Length == 0 ? "," : tagPattern, dialect)],
            Values = type == "s" ? [Member(match.Groups["values"].Value)] : match.Groups["values"].Value.Split(':'),
            Type = type,
            Rated = match.Groups["rate"].Success ? double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture) : 1,
            Time = match.Groups["time"].Value,
            Origin = match.Groups["origin"].Value,
        };
    }

    private static string DogTags => $"{NameByte}+(?::{DogValueByte}+)?(?:,{NameByte}+(?::{DogValueByte}+)?)*";

    private static string Pair(string value) => $"{NameByte}+={value}+";

    private static string Pairs(string mark, string value) => $"(?<tags>(?:{mark}{Pair(value)})*)";

    private static IEnumerable<StatsdTag> SplitTags(string text, string mark, StatsdDialect dialect)
    {
        char between = dialect.TagStyle == StatsdTagStyle.DogStatsd ? ':' : '=';
        foreach (string tag in text.Split(mark, StringSplitOptions.RemoveEmptyEntries))
        {
            int at = tag.IndexOf(between, StringComparison.Ordinal);
            yield return at < 0 ? new StatsdTag(tag) : new StatsdTag(tag[..at], Utf8(tag[(at + 1)..]));
        }
    }

    private static StrictLine Event(string line)
    {
        Match head = Regex.Match(line, "^_e\\{(?<title>[0-9]+),(?<text>[0-9]+)\\}:", RegexOptions.ExplicitCapture, s_limit);
        int title = int.Parse(head.Groups["title"].Value, CultureInfo.InvariantCulture);
        int text = int.Parse(head.Groups["text"].Value, CultureInfo.InvariantCulture);
        string body = line[head.Length..];
        if (body[title] != '|')
        {
            throw new FormatException($"The title's length is wrong: {line}");
        }

        string rest = body[(title + 1 + text)..];
        string fields = $@"^(?:\|d:[0-9]+)?(?:\|h:[^|]+)?(?:\|k:[^|]+)?(?:\|p:low)?(?:\|s:[^|]+)?(?:\|t:(?:error|warning|success))?(?:\|#(?<tags>{DogTags}))?(?<origin>(?:\|c:[^|]+)?(?:\|e:[^|]+)?(?:\|card:[a-z]+)?)$";
        Match match = Regex.Match(rest, fields, RegexOptions.ExplicitCapture, s_limit);
        return match.Success
            ? new StrictLine { Name = "", Type = "_e", Title = Utf8(body[..title]), Text = Utf8(body.Substring(title + 1, text)), Origin = rest }
            : throw new FormatException($"No field of an event: {rest}");
    }

    private static StrictLine Check(string line)
    {
        string pattern = $@"^_sc\|(?<name>[^|]+)\|(?<status>[0-3])(?:\|d:[0-9]+)?(?:\|h:[^|]+)?(?:\|#(?<tags>{DogTags}))?(?<origin>(?:\|c:[^|]+)?(?:\|e:[^|]+)?(?:\|card:[a-z]+)?)(?:\|m:(?<message>[^|]*))?$";
        Match match = Regex.Match(line, pattern, RegexOptions.ExplicitCapture, s_limit);
        return match.Success && !match.Groups["message"].Value.Contains("m:", StringComparison.Ordinal)
            ? new StrictLine
            {
                Name = Utf8(match.Groups["name"].Value),
                Type = "_sc",
                Values = [match.Groups["status"].Value],
                Message = Utf8(match.Groups["message"].Value),
            }
            : throw new FormatException($"No service check: {line}");
    }

    /// <summary>Members are bytes: what is no UTF-8 is not looked at.</summary>
    private static string Member(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static string Utf8(string latin) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(latin));
}
