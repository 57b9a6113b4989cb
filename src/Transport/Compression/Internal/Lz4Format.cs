namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// The numbers of the LZ4 block format. A block is a row of sequences; each but the last, which ends behind its
/// literals, is:
/// <code>
/// +----------------------+---------------+----------+--------------+--------------+
/// | token                | more length   | literals | offset (u16) | more length  |
/// | literals : match - 4 | if literals   |          | little-endian| if match - 4 |
/// |   4 bits :   4 bits  | are 15        |          | 1 = the last | is 15        |
/// +----------------------+---------------+----------+--------------+--------------+
/// </code>
/// More length: bytes of 255 as often as they fit, then one below 255; all of them are added to the 15.
/// </summary>
internal static class Lz4Format
{
    /// <summary>The shortest match: a shorter one would not save anything.</summary>
    public const int MinMatch = 4;

    /// <summary>The farthest a match reaches back.</summary>
    public const int MaxOffset = ushort.MaxValue;

    /// <summary>A block's last bytes are literals, at least this many.</summary>
    public const int LastLiterals = 5;

    /// <summary>A match begins at least this far before the end of the content.</summary>
    public const int LastMatchStart = 12;

    /// <summary>What a half of the token can say: from this value on more length follows.</summary>
    public const int TokenMax = 15;

    /// <summary>How many bits of the token the length of the match takes.</summary>
    public const int LiteralsShift = 4;

    /// <summary>A byte of more length that says that another follows.</summary>
    public const int ExtensionMax = byte.MaxValue;

    /// <summary>How many bytes of more length follow a token for this value.</summary>
    public static int ExtensionLength(int value) => value < TokenMax ? 0 : (value - TokenMax) / ExtensionMax + 1;
}
