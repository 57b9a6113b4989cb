using System.Globalization;

namespace Sockets.EndToEnd.Harness;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: eng/bench <mode> [scenario ...] [options]
          modes and scenarios   all: what the summary compares, of every mode, in some 25 minutes
                                tcp: floor oneway bulk tls lz4 fanout resume (default: all scenarios of the mode)
                                scale: idle busy subscribers
                                multicast: flow receive
                                statsd: loss format add
                                zeromq: pubsub pushpull curve reqrep fanout
                                lz4: block
          --passes N            scored passes                     (default 6; one more runs first and is discarded)
          --seconds S           scored window of one leg's pass   (default 2)
          --warmup S            traffic before it                 (default 1.5)
          --seed N              the order of legs                 (default: random, printed)
          --leg TEXT            only legs with TEXT in their name; references always run; may be repeated
          --json FILE           every figure of every pass
        """;

    /// <summary>Scenarios asked for; none means all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>Parts of the names of the legs asked for; none means all.</summary>
    public IReadOnlyList<string> Legs { get; init; } = [];

    /// <summary>Scored passes. Fewer than six say little about the spread.</summary>
    public int Passes { get; init; } = 6;

    /// <summary>
    /// With two busy cores the runtime takes more than a second to compile what is hot for good; before that, it is what is measured.
    /// </summary>
    public PassPlan Plan { get; init; } = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2));

    public int Seed { get; init; } = Random.Shared.Next();

    public string? JsonPath { get; init; }

    /// <summary>Reads the words behind the mode.</summary>
    /// <exception cref="FormatException">A word that means nothing here, or a value out of range.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> words)
    {
        BenchOptions options = new();
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (!word.StartsWith('-'))
            {
                options = options with { Scenarios = [.. options.Scenarios, word] };
                continue;
            }

            string value = ++i < words.Count ? words[i] : throw new FormatException($"{word} needs a value");
            options = word switch
            {
                "--passes" => options with { Passes = (int)Number(word, value, least: 1) },
                "--seconds" => options with { Plan = options.Plan with { Scored = Seconds(word, value, least: 0.1) } },
                "--warmup" => options with { Plan = options.Plan with { Warmup = Seconds(word, value, least: 0.1) } },
                "--seed" => options with { Seed = (int)Number(word, value, least: 0) },
                "--leg" => options with { Legs = [.. options.Legs, value] },
                "--json" => options with { JsonPath = value },
                _ => throw new FormatException($"unknown option {word}"),
            };
        }

        return options;
    }

    private static TimeSpan Seconds(string word, string value, double least) =>
        TimeSpan.FromSeconds(Number(word, value, least));

    private static double Number(string word, string value, double least) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && number >= least && number <= int.MaxValue
            ? number
            : throw new FormatException($"{word} needs a number of at least {least}");
}
