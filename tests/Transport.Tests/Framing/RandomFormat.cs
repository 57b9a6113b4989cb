using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>A format with random parameters, small enough that its limits are hit all the time, and its naive twin.</summary>
internal sealed record RandomFormat(FrameFormat Real, NaiveFormat Naive, string Name)
{
    public static RandomFormat Next(Random random)
    {
        while (true)
        {
            int max = random.Next(1, 48);
            try
            {
                return random.Next(8) switch
                {
                    0 => new(new Varint32Format(max), NaiveFormat.Varint32(max), $"varint, {max}"),
                    1 => Line(random, max),
                    2 => Delimiter(random, max),
                    3 => new(new FixedLengthFormat(max), NaiveFormat.FixedLength(max), $"fixed length {max}"),
                    _ => LengthField(random, max),
                };
            }
            catch (ArgumentException)
            {
                // These parameters allow no frame at all; LengthFieldFormatTests has the rules. Draw again.
            }
        }
    }

    /// <summary>Bytes from an alphabet in which lengths are small and delimiters frequent.</summary>
    public static byte[] Bytes(Random random, int length)
    {
        const string Alphabet = "\0\0\0\0\u0001\u0002\u0003\u0005\u0008\u0010\u0080\u00FFab\r\n";
        return [.. Enumerable.Range(0, length).Select(_ => (byte)Alphabet[random.Next(Alphabet.Length)])];
    }

    private static RandomFormat Line(Random random, int max)
    {
        UnterminatedLine unterminated = (UnterminatedLine)random.Next(2);
        return new(
            new LineFormat(max, unterminated),
            NaiveFormat.Line(max, unterminated == UnterminatedLine.Deliver),
            $"line, {max}, {unterminated}");
    }

    private static RandomFormat Delimiter(Random random, int max)
    {
        byte[] delimiter = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (byte)(random.Next(2) == 0 ? 'a' : 'b'))];
        return new(
            new DelimiterFormat(delimiter, max), NaiveFormat.Delimiter(delimiter, max), $"delimiter {Hex.Text(delimiter)}, {max}");
    }

    private static RandomFormat LengthField(Random random, int max)
    {
        int length = random.GetItems([1, 2, 3, 4, 8], 1)[0];
        ByteOrder order = (ByteOrder)random.Next(2);
        int offset = random.Next(3) == 0 ? random.Next(6) : 0;
        int adjustment = random.Next(3) switch
        {
            0 => -(offset + length),
            1 => random.Next(-12, 13),
            _ => 0,
        };
        int? strip = random.Next(2) == 0 ? null : random.Next(0, offset + length + 4);
        return new(
            new LengthFieldFormat(length, order, max, offset, adjustment, strip),
            NaiveFormat.LengthField(length, order == ByteOrder.BigEndian, max, offset, adjustment, strip ?? offset + length),
            $"{length} bytes {order}, {max}, offset {offset}, adjustment {adjustment}, strip {strip}");
    }
}
