using System.CommandLine;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Help;

/// <summary>The help: examples first, then usage, then the options in their groups, in lines of at most 80 columns.</summary>
internal static class HelpText
{
    private const int Columns = 80;
    private const int NameColumn = 2;
    private const int TextColumn = 24;

    /// <summary>The help of one verb.</summary>
    public static void Write(Verb verb, TextWriter writer)
    {
        writer.WriteLine("Examples:");
        foreach (Example example in verb.Examples)
        {
            writer.WriteLine($"  # {example.Purpose}");
            writer.WriteLine($"  {example.CommandLine}");
        }

        writer.WriteLine();
        string operands = verb.Operands.Length > 0 ? verb.Operands + " " : "";
        writer.WriteLine($"Usage: {CommandPath.Of(verb.Command)} {operands}[options]");
        writer.WriteLine(verb.Command.Description);
        if (verb.OperandMeanings.Count > 0)
        {
            writer.WriteLine();
        }

        foreach ((string name, string meaning) in verb.OperandMeanings)
        {
            WriteRow(writer, name, meaning);
        }

        foreach (OptionGroup group in verb.Groups)
        {
            writer.WriteLine();
            writer.WriteLine($"{group.Title}:");
            foreach (Option option in group.Options)
            {
                WriteRow(writer, Label(option), option.Description ?? "");
            }
        }

        writer.WriteLine();
        if (verb.Groups.Count > 0)
        {
            writer.WriteLine("Sizes: 64, 10k, 1MiB. Rates: 100k/s, 50MB/s, 1Gbit/s. Times: 250us, 5ms, 10s.");
        }

        writer.WriteLine("More in docs/cli.md.");
    }

    /// <summary>The help of the tool as a whole.</summary>
    public static void Write(IReadOnlyList<Verb> verbs, string description, TextWriter writer)
    {
        writer.WriteLine("Examples:");
        foreach (Verb verb in verbs)
        {
            writer.WriteLine($"  {verb.Examples[0].CommandLine}");
        }

        writer.WriteLine();
        writer.WriteLine("Usage: sockets <verb> [arguments] [options]");
        writer.WriteLine(description);
        writer.WriteLine();
        writer.WriteLine("Verbs:");
        foreach (Verb verb in verbs)
        {
            WriteRow(writer, verb.Command.Name, verb.Command.Description ?? "");
        }

        writer.WriteLine();
        writer.WriteLine("Options:");
        WriteRow(writer, "-h, --help", "Show this, or the help of a verb: sockets send --help");
        WriteRow(writer, "--version", "Show the version.");
    }

    private static string Label(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(n => n.Length);
        string value = option.HelpName is null ? "" : option.Arity.MinimumNumberOfValues == 0 ? $"[={option.HelpName}]" : $" <{option.HelpName}>";
        return string.Join(", ", names) + value;
    }

    private static void WriteRow(TextWriter writer, string name, string text)
    {
        string label = new string(' ', NameColumn) + name;

        // A label that reaches into the text has a line of its own.
        bool fits = label.Length <= TextColumn - 2;
        if (!fits)
        {
            writer.WriteLine(label);
        }

        string lead = fits ? label : "";
        foreach (string line in HumanText.Wrap(text, Columns - TextColumn))
        {
            writer.WriteLine(lead.PadRight(TextColumn) + line);
            lead = "";
        }
    }
}
