namespace Sockets.Tools;

/// <summary>An error the user can do something about: one line, and the code the process ends with.</summary>
internal sealed class ToolException : Exception
{
    public ToolException(ExitCode code, string message, string? hint = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Hint = hint;
    }

    public ExitCode Code { get; }

    /// <summary>What to do about it, where the message alone does not say it.</summary>
    public string? Hint { get; }

    /// <summary>Message and hint as one line.</summary>
    public string OneLine => Hint is null ? Message : Message + (Message.EndsWith('?') ? " " : ": ") + Hint;

    public static ToolException Usage(string message, string? hint = null) => new(ExitCode.Usage, message, hint);
}
