namespace Sockets.Transport.Tests.Framing;

/// <summary>Random formats, random streams, random cuts: the decoders and encoders agree with the naive ones.</summary>
public sealed class FramingDifferentialTests
{
    private const int Scripts = 20_000;

    [Fact]
    public void Decodes_as_the_naive_decoder_does_however_the_stream_is_cut()
    {
        ForEachScript((random, format) =>
        {
            byte[] stream = RandomStream(random, format);
            NaiveFormat.Outcome expected = format.Naive.Decode(stream);
            int[][] cuts = [[stream.Length], [.. Enumerable.Range(1, stream.Length)], Reception.RandomEnds(random, stream.Length)];
            foreach (int[] ends in cuts)
            {
                Reception actual = Reception.Of(format.Real, stream, ends);
                Assert.Equal(expected.Payloads.Select(payload => Hex.Text(payload)), actual.Texts);
                Assert.Equal(expected.Reason, actual.Error?.Reason ?? CloseReason.None);
                Assert.Equal(ends.FirstOrDefault(end => end >= expected.Arrived, stream.Length), actual.Arrived);
            }
        });
    }

    [Fact]
    public void Encodes_what_decodes_to_the_same_and_refuses_the_rest()
    {
        ForEachScript((random, format) =>
        {
            byte[] payload = RandomFormat.Bytes(random, random.Next(0, format.Real.MaxFrameLength + 2));
            byte[]? expected = format.Naive.Encode(payload);
            byte[] block = new byte[payload.Length + 64];
            int written = format.Real.TryEncode(payload, block, out string? error);
            Assert.Equal(expected is null ? "refused" : Hex.Text(expected), written < 0 ? "refused" : Hex.Text(block.AsSpan(0, written)));
            Assert.Equal(written < 0, error is not null);
        });
    }

    [Fact]
    public void Encodes_every_payload_that_was_decoded()
    {
        ForEachScript((random, format) =>
        {
            byte[] block = new byte[256];
            foreach (byte[] payload in Reception.Whole(format.Real, RandomStream(random, format)).Payloads)
            {
                int written = format.Real.TryEncode(payload, block, out string? error);
                Assert.Null(error);
                Assert.InRange(written, 0, format.Real.GetEncodedLength(payload.Length));
                Reception again = Reception.Whole(format.Real, block[..written]);
                Assert.Equal([Hex.Text(payload)], again.Texts);
            }
        });
    }

    /// <summary>Good frames first, so that decoders get past the beginning; then anything; then perhaps a damaged byte.</summary>
    private static byte[] RandomStream(Random random, RandomFormat format)
    {
        List<byte> stream = [];
        byte[] block = new byte[128];
        for (int frames = random.Next(5); frames > 0; frames--)
        {
            byte[] payload = RandomFormat.Bytes(random, random.Next(0, format.Real.MaxFrameLength + 1));
            int written = format.Real.TryEncode(payload, block, out _);
            stream.AddRange(block.AsSpan(0, Math.Max(written, 0)));
        }

        stream.AddRange(RandomFormat.Bytes(random, random.Next(3) == 0 ? random.Next(60) : 0));
        if (stream.Count > 0 && random.Next(4) == 0)
        {
            stream[random.Next(stream.Count)] = (byte)random.Next(256);
        }

        return [.. stream];
    }

    private static void ForEachScript(Action<Random, RandomFormat> script)
    {
        int seed = Seed.Next();
        for (int i = 0; i < Scripts; i++)
        {
            Random random = new(unchecked(seed + i));
            RandomFormat format = RandomFormat.Next(random);
            try
            {
                script(random, format);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Script {i} of seed {seed}, format: {format.Name}", exception);
            }
        }
    }
}
