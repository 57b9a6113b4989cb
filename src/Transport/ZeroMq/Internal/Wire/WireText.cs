using System.Text;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>A peer's bytes, made fit for a sentence.</summary>
internal static class WireText
{
    private const int Longest = 64;

    /// <summary>The bytes in quotes: printable ASCII as it is, everything else as \xNN, and no more than 64 of them.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new("\"");
        foreach (byte b in bytes[..Math.Min(bytes.Length, Longest)])
        {
            if (b is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append($"\\x{b:x2}");
            }
        }

        return text.Append(bytes.Length > Longest ? "...\"" : "\"").ToString();
    }
}
