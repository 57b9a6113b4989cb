using System.Globalization;
using System.Text;
using Sockets.Transport.Framing;

namespace Sockets.Interop.Tests.Support;

/// <summary>A framing with the payloads that are worth sending through it.</summary>
/// <param name="Name">As endpoints name it.</param>
/// <param name="Format">The library's format.</param>
/// <param name="Longest">The longest payload that is a frame.</param>
internal sealed record FrameCase(string Name, FrameFormat Format, int Longest)
{
    /// <summary>The longest frame, header included: small, so that the limit is cheap to reach.</summary>
    public const int MaxFrame = 1024;

    private static readonly FrameCase[] s_all =
    [
        new("len8", FrameFormats.UInt8(MaxFrame), byte.MaxValue),
        new("len16be", FrameFormats.UInt16BigEndian(MaxFrame), MaxFrame - 2),
        new("len16le", FrameFormats.UInt16LittleEndian(MaxFrame), MaxFrame - 2),
        new("len32be", FrameFormats.UInt32BigEndian(MaxFrame), MaxFrame - 4),
        new("len32le", FrameFormats.UInt32LittleEndian(MaxFrame), MaxFrame - 4),
        new("varint", FrameFormats.Varint32(MaxFrame), MaxFrame - 2),
        new("line", FrameFormats.Line(MaxFrame), MaxFrame - 1),
        new("raw", FrameFormats.Raw(MaxFrame), MaxFrame),
    ];

    public static IEnumerable<string> Names => s_all.Select(one => one.Name);

    /// <summary>What an endpoint's query says.</summary>
    public string Query => $"?framing={Name}&maxframe={MaxFrame}";

    /// <summary>
    /// Every kind of payload: empty, zero bytes, all byte values, the one of the longest frame, and text in UTF-8. Lines hold
    /// everything but line ends.
    /// </summary>
    public IReadOnlyList<byte[]> Payloads =>
    [
        [], [0], [0, 0, 0, 0], [0xFF, 0, 0xFE], [],
        "Grüße, 你好, 🚀"u8.ToArray(),
        [.. AllBytes().Take(Longest)],
        [.. Enumerable.Range(0, Longest).Select(i => (byte)(0x80 | i))],
        "the last"u8.ToArray(),
    ];

    /// <summary>So many frames of a few bytes that hundreds of them arrive at once.</summary>
    public static IReadOnlyList<byte[]> Small { get; } =
        [.. Enumerable.Range(0, 2000).Select(i => Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)))];

    public static FrameCase Of(string name) => s_all.Single(one => one.Name == name);

    /// <summary>Payloads as a peer is given them and gives them back: a line of hex each. A peer without frames gives all in one.</summary>
    public string ToLines(IEnumerable<byte[]> payloads) => Name == "raw"
        ? Convert.ToHexStringLower([.. payloads.SelectMany(payload => payload)])
        : string.Join('\n', payloads.Select(Convert.ToHexStringLower));

    /// <summary>The same from the lines of hex that a peer printed.</summary>
    public string FromLines(string text) => Name == "raw" ? text.ReplaceLineEndings("") : text.ReplaceLineEndings("\n")[..^1];

    private IEnumerable<byte> AllBytes() =>
        Enumerable.Range(0, byte.MaxValue + 1).Select(i => (byte)i).Where(b => Name != "line" || b is not ((byte)'\n' or (byte)'\r'));
}
