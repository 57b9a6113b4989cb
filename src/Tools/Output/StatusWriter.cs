namespace Sockets.Tools.Output;

/// <summary>
/// Standard error: lines that stay, and below them some that are redrawn. Several threads may write. When
/// nobody reads it any more, nothing is written any more: messages about a run must not end it.
/// </summary>
internal sealed class StatusWriter
{
    private readonly Lock _gate = new();
    private readonly TextWriter _writer;
    private readonly bool _colored;
    private int _liveLines;
    private bool _broken;

    public StatusWriter(TextWriter writer, bool colored)
    {
        _writer = writer;
        _colored = colored;
    }

    /// <summary>Writes a line that stays.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            Write(EraseLive() + line + "\n");
            _liveLines = 0;
        }
    }

    /// <summary>Writes an error: one line, whatever is in it.</summary>
    public void WriteError(string line) => WriteLine(Paint("sockets:", "1;31") + " " + OneLine(line));

    /// <summary>Writes what went wrong; of a bug also where.</summary>
    public void WriteError(ToolException error)
    {
        WriteError(error.OneLine);
        if (error is { Code: ExitCode.Bug, InnerException: { } cause })
        {
            WriteLine(cause.ToString());
        }
    }

    /// <summary>Writes something that deserves attention.</summary>
    public void WriteWarning(string line) => WriteLine(Paint("note:", "33") + " " + OneLine(line));

    /// <summary>Draws the live lines anew; none may be wider than the terminal.</summary>
    public void ShowLive(IReadOnlyList<string> lines)
    {
        lock (_gate)
        {
            Write((_liveLines == 0 ? "\r\u001b[K" : EraseLive()) + string.Join('\n', lines));
            _liveLines = lines.Count;
        }
    }

    /// <summary>Takes the live lines away.</summary>
    public void ClearLive()
    {
        lock (_gate)
        {
            Write(EraseLive());
            _liveLines = 0;
        }
    }

    /// <summary>Back to where the live lines begin, and all from there on erased.</summary>
    private string EraseLive() => _liveLines switch
    {
        0 => "",
        1 => "\r\u001b[K",
        _ => $"\r\u001b[{_liveLines - 1}A\u001b[J",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private string Paint(string text, string code) => _colored ? $"\u001b[{code}m{text}\u001b[0m" : text;

    private void Write(string text)
    {
        if (_broken || text.Length == 0)
        {
            return;
        }

        try
        {
            _writer.Write(text);
            _writer.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _broken = true;
        }
    }
}
