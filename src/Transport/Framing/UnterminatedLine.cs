namespace Sockets.Transport.Framing;

/// <summary>What becomes of a last line that the end of the stream cut off before its line feed.</summary>
public enum UnterminatedLine
{
    /// <summary>It is an error: nobody can tell a whole line from a cut one.</summary>
    Reject,

    /// <summary>
    /// It is delivered as if its line feed had arrived. Right for files and programs that do not end their last line;
    /// a line cut in the middle is then delivered as if it were whole.
    /// </summary>
    Deliver,
}
