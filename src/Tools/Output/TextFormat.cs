using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockets.Tools.Output;

/// <summary>
/// One message per line, safe for a terminal and reversible: printable UTF-8 stands as it is; <c>\n \r \t \\</c> are
/// written so; other control and invisible characters as <c>\u{…}</c>; bytes that are no UTF-8 as <c>\xNN</c>.
/// A tab itself stands between the parts of a message.
/// </summary>
internal sealed class TextFormat : MessageFormat
{
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Where(b => b != '\\').Select(b => (byte)b)]);

    public override void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts = default)
    {
        foreach (int length in parts[..Math.Max(0, parts.Length - 1)])
        {
            WriteText(output, payload[..length]);
            output.Write("\t"u8);
            payload = payload[length..];
        }

        WriteText(output, payload);
        output.Write("\n"u8);
    }

    private static void WriteText(OutputBuffer output, ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            int plain = payload.IndexOfAnyExcept(s_plain);
            if (plain != 0)
            {
                ReadOnlySpan<byte> run = plain < 0 ? payload : payload[..plain];
                output.Write(run);
                payload = payload[run.Length..];
                continue;
            }

            OperationStatus status = Rune.DecodeFromUtf8(payload, out Rune rune, out int length);
            if (status != OperationStatus.Done)
            {
                WriteBytes(output, payload[..length]);
            }
            else if (IsPrintable(rune))
            {
                output.Write(payload[..length]);
            }
            else
            {
                WriteEscape(output, rune);
            }

            payload = payload[length..];
        }
    }

    private static bool IsPrintable(Rune rune) => rune.Value != '\\' && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void WriteBytes(OutputBuffer output, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            Span<byte> room = output.GetSpan(4);
            room[0] = (byte)'\\';
            room[1] = (byte)'x';
            b.TryFormat(room[2..], out _, "x2", CultureInfo.InvariantCulture);
            output.Advance(4);
        }
    }

    private static void WriteEscape(OutputBuffer output, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                output.Write("\\n"u8);
                return;
            case '\r':
                output.Write("\\r"u8);
                return;
            case '\t':
                output.Write("\\t"u8);
                return;
            case '\\':
                output.Write("\\\\"u8);
                return;
        }

        // A code point has at most six hex digits.
        Span<byte> room = output.GetSpan(10);
        "\\u{"u8.CopyTo(room);
        rune.Value.TryFormat(room[3..], out int digits, "x", CultureInfo.InvariantCulture);
        room[3 + digits] = (byte)'}';
        output.Advance(4 + digits);
    }
}
