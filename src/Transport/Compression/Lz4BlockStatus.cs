namespace Sockets.Transport.Compression;

/// <summary>How the decompression of a block ended.</summary>
public enum Lz4BlockStatus
{
    /// <summary>The block was whole and right.</summary>
    Done,

    /// <summary>The block ends too early: inside a length, inside its literals, or without any literals behind a match.</summary>
    Truncated,

    /// <summary>A match has the offset 0, which no encoder writes.</summary>
    ZeroOffset,

    /// <summary>A match reaches back to before the first byte of the output.</summary>
    OffsetBeforeStart,

    /// <summary>The block holds more than the destination has room for.</summary>
    DestinationTooSmall,
}
