namespace Sockets.Transport.Tests.Compression;

/// <summary>The block format in the plainest words, byte by byte, without a thought for speed.</summary>
internal static class NaiveLz4
{
    /// <summary>The content of a block; null when it is malformed or longer than the limit.</summary>
    public static byte[]? Decompress(byte[] block, int limit)
    {
        List<byte> output = [];
        int at = 0;
        while (at < block.Length)
        {
            int token = block[at++];
            if (ReadLength(block, ref at, token >> 4) is not { } literals || literals > block.Length - at)
            {
                return null;
            }

            for (long i = 0; i < literals; i++)
            {
                output.Add(block[at++]);
            }

            if (output.Count > limit)
            {
                return null;
            }

            if (at == block.Length)
            {
                return [.. output];
            }

            if (block.Length - at < 2)
            {
                return null;
            }

            int offset = block[at] + 256 * block[at + 1];
            at += 2;
            if (offset == 0 || offset > output.Count || ReadLength(block, ref at, token & 15) is not { } match)
            {
                return null;
            }

            for (long i = 0; i < match + 4; i++)
            {
                if (output.Count == limit)
                {
                    return null;
                }

                output.Add(output[^offset]);
            }
        }

        return null;
    }

    private static long? ReadLength(byte[] block, ref int at, int token)
    {
        long length = token;
        int part = token == 15 ? 255 : 0;
        while (part == 255)
        {
            if (at == block.Length)
            {
                return null;
            }

            part = block[at++];
            length += part;
        }

        return length;
    }
}
