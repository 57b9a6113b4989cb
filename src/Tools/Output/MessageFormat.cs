namespace Sockets.Tools.Output;

/// <summary>How received messages are written.</summary>
internal abstract class MessageFormat
{
    /// <summary>The names of the formats.</summary>
    public static IReadOnlyList<string> Names { get; } = ["raw", "text", "hex", "json"];

    /// <summary>Makes a format by its name.</summary>
    public static MessageFormat Create(string name) => name switch
    {
        "raw" => new RawFormat(),
        "text" => new TextFormat(),
        "hex" => new HexFormat(),
        "json" => new JsonFormat(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, message: null),
    };

    /// <summary>Writes one message.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="sequence">Its number in this run, from 1.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="parts">How long each of its parts is; nothing when it has one.</param>
    public abstract void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts = default);
}
