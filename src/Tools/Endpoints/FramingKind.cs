namespace Sockets.Tools.Endpoints;

/// <summary>How foreign protocols tell their frames apart; the values of the key <c>framing</c>.</summary>
internal enum FramingKind
{
    /// <summary>A length field in front.</summary>
    Length,

    /// <summary>A length in front, in seven bits per byte.</summary>
    Varint,

    /// <summary>Text lines.</summary>
    Line,

    /// <summary>A sequence of bytes behind each frame.</summary>
    Delimiter,

    /// <summary>All frames are equally long.</summary>
    Fixed,

    /// <summary>No frames: bytes as they come.</summary>
    Raw,
}
