using System.Globalization;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Children;

/// <summary>What a child process is told on its command line.</summary>
/// <param name="Leg">The key of the <see cref="EndPair"/>.</param>
/// <param name="Side">Which of the two ends.</param>
/// <param name="Port">Where to connect to; 0 for the listening end.</param>
/// <param name="Core">The core to stay on, or <see cref="Cores.Any"/>.</param>
/// <param name="Size">The payload's length in bytes.</param>
/// <param name="Plan">How long.</param>
internal sealed record EndOrder(string Leg, Side Side, int Port, int Core, int Size, PassPlan Plan)
{
    public const string Word = "child";

    private const int WordCount = 8;

    public IReadOnlyList<string> ToArguments() =>
    [
        Word, Leg, Side.ToString(), Text(Port), Text(Core), Text(Size),
        Text(Plan.Warmup.TotalMilliseconds), Text(Plan.Scored.TotalMilliseconds),
    ];

    /// <summary>Reads what <see cref="ToArguments"/> wrote.</summary>
    /// <exception cref="FormatException">Something else.</exception>
    public static EndOrder Parse(IReadOnlyList<string> words) => words.Count != WordCount
        ? throw new FormatException($"{Word} takes {WordCount - 1} words")
        : new EndOrder(
            words[1],
            Enum.Parse<Side>(words[2]),
            int.Parse(words[3], CultureInfo.InvariantCulture),
            int.Parse(words[4], CultureInfo.InvariantCulture),
            int.Parse(words[5], CultureInfo.InvariantCulture),
            new PassPlan(Milliseconds(words[6]), Milliseconds(words[7])));

    private static TimeSpan Milliseconds(string word) =>
        TimeSpan.FromMilliseconds(double.Parse(word, CultureInfo.InvariantCulture));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
