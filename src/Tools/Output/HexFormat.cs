namespace Sockets.Tools.Output;

/// <summary>One message per line, two small hex digits per byte: what <c>send --hex</c> reads. A space between parts.</summary>
internal sealed class HexFormat : MessageFormat
{
    // Digits written at once; keeps the room asked of the buffer small for messages of any length.
    private const int Step = 16 * 1024;

    public override void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts = default)
    {
        foreach (int length in parts[..Math.Max(0, parts.Length - 1)])
        {
            WriteHex(output, payload[..length]);
            output.Write(" "u8);
            payload = payload[length..];
        }

        WriteHex(output, payload);
        output.Write("\n"u8);
    }

    private static void WriteHex(OutputBuffer output, ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            ReadOnlySpan<byte> part = payload[..Math.Min(Step, payload.Length)];
            Span<byte> digits = output.GetSpan(part.Length * 2);
            for (int i = 0; i < part.Length; i++)
            {
                digits[2 * i] = Digit(part[i] >> 4);
                digits[(2 * i) + 1] = Digit(part[i] & 0xF);
            }

            output.Advance(part.Length * 2);
            payload = payload[part.Length..];
        }
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
