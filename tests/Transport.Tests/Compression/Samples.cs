using System.Text;

namespace Sockets.Transport.Tests.Compression;

/// <summary>Data of several natures to compress, the same for the same random source.</summary>
internal static class Samples
{
    public static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Few different bytes, so that there are many short matches.</summary>
    public static byte[] Letters(Random random, int length)
    {
        byte[] bytes = new byte[length];
        int kinds = random.Next(1, 6);
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)('a' + random.Next(kinds));
        }

        return bytes;
    }

    /// <summary>Log lines.</summary>
    public static byte[] Lines(Random random, int length)
    {
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append($$"""{"time":{{random.Next()}},"level":"{{(random.Next(9) == 0 ? "warning" : "info")}}","text":"request {{random.Next(1000)}} done"}""").Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    /// <summary>Noise, runs and copies of what came before from any distance, each from 1 to 600 bytes long.</summary>
    public static byte[] Patchwork(Random random, int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            int piece = Math.Min(length - at, random.Next(3) == 0 ? random.Next(1, 600) : random.Next(1, 40));
            int offset = at == 0 ? 0 : random.Next(4) == 0 ? random.Next(1, at + 1) : random.Next(1, Math.Min(at, 40) + 1);
            if (offset == 0 || random.Next(3) == 0)
            {
                random.NextBytes(bytes.AsSpan(at, piece));
            }
            else
            {
                for (int i = at; i < at + piece; i++)
                {
                    bytes[i] = bytes[i - offset];
                }
            }

            at += piece;
        }

        return bytes;
    }

    /// <summary>One of all that.</summary>
    public static byte[] Any(Random random, int length) => random.Next(4) switch
    {
        0 => Noise(random, length),
        1 => Letters(random, length),
        2 => Lines(random, length),
        _ => Patchwork(random, length),
    };
}
