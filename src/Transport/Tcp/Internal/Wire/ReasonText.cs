using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The payload of REJECT and ERROR (docs/wire/tcp.md, sections 4.3 and 5.6): a code, when it makes sense to come back,
/// and a sentence for a person:
/// <code>
///  0          2          4               8
/// +----------+----------+---------------+---------------------------+
/// | code u16 | zero u16 | retry ms u32  | UTF-8 text, 0..256 bytes  |
/// +----------+----------+---------------+---------------------------+
/// </code>
/// </summary>
internal readonly record struct ReasonText(ReasonCode Code, uint RetryAfterMilliseconds, string Text)
{
    public const int MaxTextLength = 256;

    public const int MaxSize = FixedSize + MaxTextLength;

    private const int FixedSize = 8;

    public static bool TryRead(ReadOnlySpan<byte> source, out ReasonText reason)
    {
        reason = default;
        if (source.Length is < FixedSize or > MaxSize)
        {
            return false;
        }

        reason = new ReasonText(
            (ReasonCode)BinaryPrimitives.ReadUInt16LittleEndian(source),
            BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            Printable(source[FixedSize..]));
        return true;
    }

    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Code);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], RetryAfterMilliseconds);

        // Stops at the last whole character that fits.
        Utf8.FromUtf16(Text, destination.Slice(FixedSize, MaxTextLength), out _, out int written);
        return FixedSize + written;
    }

    /// <summary>A peer's words go to logs and terminals: no control characters.</summary>
    private static string Printable(ReadOnlySpan<byte> utf8)
    {
        char[] text = Encoding.UTF8.GetString(utf8).ToCharArray();
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }

        return new string(text);
    }
}
