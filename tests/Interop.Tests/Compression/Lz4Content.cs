using System.Text;

namespace Sockets.Interop.Tests.Compression;

/// <summary>What is compressed on one side and decompressed on the other.</summary>
internal static class Lz4Content
{
    /// <summary>Every length up to 100, and every nature of data in lengths around the edges of the format.</summary>
    public static IEnumerable<byte[]> Short(Random random)
    {
        for (int length = 0; length <= 100; length++)
        {
            yield return new byte[length];
            yield return Noise(random, length);
            yield return Lines(random, length);
        }

        for (int i = 0; i < 300; i++)
        {
            yield return Lines(random, random.Next(20_000));
        }
    }

    /// <summary>Where positions no longer fit two bytes, and what is longer than a match reaches.</summary>
    public static IEnumerable<byte[]> Long(Random random)
    {
        foreach (int length in new[] { 65_535, 65_536, 65_546, 65_547, 65_548, 131_072, 1 << 20, 4 << 20 })
        {
            yield return new byte[length];
            yield return Noise(random, length);
            yield return Lines(random, length);
        }
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Lines(Random random, int length)
    {
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append($$"""{"time":{{random.Next()}},"id":"{{random.NextInt64():x}}","text":"request {{random.Next(1000)}} done"}""").Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
