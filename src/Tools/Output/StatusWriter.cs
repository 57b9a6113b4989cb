namespace Sockets.Tools.Output;

/// <summary>
/// Standard error: lines that stay, and at most one line that is redrawn below them. Several threads may write. When
/// nobody reads it any more, nothing is written any more: messages about a run must not end it.
/// </summary>
internal sealed class StatusWriter
{
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _gate = new();
    private readonly TextWriter _writer;
    private readonly bool _colored;
    private bool _liveShown;
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
            Write((_liveShown ? EraseLine : "") + line + "\n");
            _liveShown = false;
        }
    }

    /// <summary>Writes an error: one line, whatever is in it.</summary>
    public void WriteError(string line) => WriteLine(Paint("sockets:", "1;31") + " " + OneLine(line));

    /// <summary>Writes something that deserves attention.</summary>
    public void WriteWarning(string line) => WriteLine(Paint("note:", "33") + " " + OneLine(line));

    /// <summary>Draws the live line anew.</summary>
    public void ShowLive(string line)
    {
        lock (_gate)
        {
            Write(EraseLine + line);
            _liveShown = true;
        }
    }

    /// <summary>Takes the live line away.</summary>
    public void ClearLive()
    {
        lock (_gate)
        {
            if (_liveShown)
            {
                Write(EraseLine);
                _liveShown = false;
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private string Paint(string text, string code) => _colored ? $"\u001b[{code}m{text}\u001b[0m" : text;

    private void Write(string text)
    {
        if (_broken)
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
