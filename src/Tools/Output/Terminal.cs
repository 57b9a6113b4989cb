using System.Text;

namespace Sockets.Tools.Output;

/// <summary>What surrounds the process: its streams and what is known about where they lead.</summary>
internal sealed record Terminal
{
    /// <summary>Messages, progress, summaries.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard output for data.</summary>
    public required Func<BlockTarget> OpenOutput { get; init; }

    /// <summary>Opens standard input for data.</summary>
    public required Func<Stream> OpenInput { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool InputIsTerminal { get; init; }

    /// <summary>Columns of the terminal; asked again each time, because windows change.</summary>
    public Func<int> Width { get; init; } = static () => WindowSize.DefaultColumns;

    /// <summary>Environment variables; null when not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>The surroundings of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Error = OpenText(DescriptorStream.OpenError()),
        OpenOutput = static () => new StandardOutput(),
        OpenInput = DescriptorStream.OpenInput,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Width = WindowSize.ReadColumns,
        Variable = Environment.GetEnvironmentVariable,
    };

    /// <summary>
    /// A writer of UTF-8 text. Not <see cref="Console.Out"/> and <see cref="Console.Error"/>: they switch a terminal's keys
    /// to application mode and leave it there.
    /// </summary>
    public static TextWriter OpenText(Stream stream) => new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    /// <summary>Whether somebody looks who wants to see lines redrawn in place, as far as the environment says.</summary>
    public bool IsWatched => Variable("TERM") != "dumb" && !IsSet("CI") && !IsSet("GITHUB_ACTIONS");

    /// <summary>Whether a variable is set and says something: an empty one says nothing.</summary>
    public bool IsSet(string variable) => !string.IsNullOrEmpty(Variable(variable));
}
