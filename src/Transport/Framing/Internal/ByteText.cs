using System.Text;

namespace Sockets.Transport.Framing.Internal;

/// <summary>Bytes as a person reads them in an error's sentence: never more than a few, never a control character.</summary>
internal static class ByteText
{
    /// <summary>How many bytes are shown before the rest becomes an ellipsis.</summary>
    private const int Shown = 16;

    /// <summary>As <c>0D 0A</c>.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        byte[] shown = bytes[..Math.Min(bytes.Length, Shown)].ToArray();
        string text = string.Join(' ', shown.Select(one => one.ToString("X2")));
        return bytes.Length > Shown ? text + " …" : text;
    }

    /// <summary>The printable ASCII at the front, as <c>"hello"</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        ReadOnlySpan<byte> printable = end < 0 ? bytes : bytes[..end];
        return printable.Length > Shown
            ? $"\"{Encoding.ASCII.GetString(printable[..Shown])}…\""
            : $"\"{Encoding.ASCII.GetString(printable)}\"";
    }

    /// <summary>Whether all of it is printable ASCII, tabs and line ends.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
        {
            if (one is not (>= (byte)' ' and <= (byte)'~' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }
}
