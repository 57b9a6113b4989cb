namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>Bytes that were valid before some were changed, cut, doubled or thrown in.</summary>
internal static class Mutation
{
    /// <param name="valid">The bytes.</param>
    /// <param name="random">What decides.</param>
    /// <param name="from">What stands before is left alone.</param>
    public static byte[] Of(byte[] valid, Random random, int from = 0)
    {
        List<byte> stream = [.. valid];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(from, stream.Count);
            switch (random.Next(5))
            {
                case 0:
                    stream[at] = (byte)random.Next(256);
                    break;
                case 1:
                    stream[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    stream.RemoveRange(at, random.Next(1, stream.Count - at + 1));
                    stream.Add((byte)random.Next(256));
                    break;
                case 3:
                    stream.InsertRange(at, stream.GetRange(at, Math.Min(random.Next(1, 40), stream.Count - at)));
                    break;
                default:
                    stream.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. stream];
    }
}
