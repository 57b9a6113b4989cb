namespace Sockets.Tools.Output;

/// <summary>How a run is reported.</summary>
internal sealed record ReportSettings
{
    public ReportMode Mode { get; init; }

    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>Whether a line of progress is redrawn in place.</summary>
    public Choice Live { get; init; }

    public Choice Color { get; init; }

    /// <summary>Whether the messages themselves go to standard output.</summary>
    public bool DataOnOutput { get; init; }

    /// <summary>Whether the messages are typed on the terminal.</summary>
    public bool DataTyped { get; init; }

    /// <summary>Whether the progress line is redrawn in place.</summary>
    public bool IsLive(Terminal terminal) => Mode == ReportMode.Text && Verbosity != Verbosity.Quiet && Live switch
    {
        Choice.Always => true,
        Choice.Never => false,
        _ => !DataOnOutput && !DataTyped && terminal.ErrorIsTerminal && terminal.IsWatched,
    };

    /// <summary>
    /// Whether a line is written each second. Not when messages go to standard output, or are typed: who reads or writes
    /// those, on the same screen, did not ask for ours among them.
    /// </summary>
    public bool HasIntervalLines(Terminal terminal) =>
        Mode == ReportMode.Text && Verbosity != Verbosity.Quiet && !IsLive(terminal) && !DataOnOutput && !DataTyped;

    /// <summary>Whether standard error gets colours. Meaning never depends on them.</summary>
    public bool HasColor(Terminal terminal) => Color switch
    {
        Choice.Always => true,
        Choice.Never => false,
        _ when terminal.IsSet("NO_COLOR") => false,
        _ when terminal.IsSet("FORCE_COLOR") => true,
        _ => terminal.ErrorIsTerminal && terminal.Variable("TERM") != "dumb",
    };
}
