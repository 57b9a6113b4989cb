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
    public Func<int> Width { get; init; } = static () => DefaultWidth;

    /// <summary>Environment variables; null when not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>Width where there is no terminal to ask.</summary>
    public const int DefaultWidth = 80;

    /// <summary>The surroundings of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Error = Console.Error,
        OpenOutput = static () => new StandardOutput(),
        OpenInput = Console.OpenStandardInput,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Width = ReadWidth,
        Variable = Environment.GetEnvironmentVariable,
    };

    /// <summary>Whether a variable is set and says something: an empty one says nothing.</summary>
    public bool IsSet(string variable) => !string.IsNullOrEmpty(Variable(variable));

    private static int ReadWidth()
    {
        try
        {
            int width = Console.WindowWidth;
            return width > 0 ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
