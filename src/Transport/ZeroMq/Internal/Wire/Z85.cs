using System.Buffers.Binary;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>Bytes as text (RFC 32): four bytes are one number, written as five digits to base 85.</summary>
internal static class Z85
{
    private const int Base = 85;
    private const int Digits = 5;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <summary>Writes bytes, a multiple of four.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        for (int at = 0; at < bytes.Length / sizeof(uint); at++)
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at * sizeof(uint))..]);
            for (int digit = Digits - 1; digit >= 0; digit--)
            {
                text[at * Digits + digit] = Alphabet[(int)(value % Base)];
                value /= Base;
            }
        }
    }

    /// <summary>Reads text, a multiple of five characters.</summary>
    /// <returns>What is wrong with it; null when nothing is. It tells places, and not what stands there: that may be secret.</returns>
    public static string? Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        for (int group = 0; group < text.Length / Digits; group++)
        {
            ulong value = 0;
            for (int at = group * Digits; at < (group + 1) * Digits; at++)
            {
                int digit = Alphabet.IndexOf(text[at]);
                if (digit < 0)
                {
                    return $"its character {at + 1} is none of Z85's";
                }

                value = value * Base + (uint)digit;
            }

            if (value > uint.MaxValue)
            {
                return $"its characters {group * Digits + 1} to {(group + 1) * Digits} stand for more than 32 bits";
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes[(group * sizeof(uint))..], (uint)value);
        }

        return null;
    }
}
