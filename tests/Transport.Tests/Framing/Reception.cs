using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>What a receive loop gets out of a stream that arrives in pieces.</summary>
/// <param name="Payloads">What was delivered, in order.</param>
/// <param name="Error">Why it stopped, or null when the stream ended at a frame's end.</param>
/// <param name="Arrived">How many bytes had arrived when it stopped.</param>
internal sealed record Reception(IReadOnlyList<byte[]> Payloads, FrameError? Error, int Arrived)
{
    public IEnumerable<string> Texts => Payloads.Select(payload => Hex.Text(payload));

    /// <summary>Runs the loop.</summary>
    /// <param name="format">The stream's format.</param>
    /// <param name="stream">All bytes that arrive before the end of the stream.</param>
    /// <param name="ends">How many bytes have arrived after each receive; the rest comes with the end of the stream.</param>
    public static Reception Of(FrameFormat format, byte[] stream, IEnumerable<int> ends)
    {
        FrameDecoder decoder = new(format);
        List<byte[]> payloads = [];
        int consumed = 0;
        int arrived = 0;
        foreach (int end in ends)
        {
            arrived = end;
            FrameDecodeStatus status;
            while ((status = decoder.TryDecode(stream.AsSpan(consumed..arrived), out Frame frame)) == FrameDecodeStatus.Frame)
            {
                Take(frame);
            }

            if (status == FrameDecodeStatus.Invalid)
            {
                return new Reception(payloads, decoder.Error, arrived);
            }
        }

        arrived = stream.Length;
        while (decoder.TryDecodeEnd(stream.AsSpan(consumed), out Frame frame) == FrameDecodeStatus.Frame)
        {
            Take(frame);
        }

        return new Reception(payloads, decoder.Error, arrived);

        void Take(Frame frame)
        {
            Assert.InRange(frame.TotalLength, 1, arrived - consumed);
            payloads.Add(stream.AsSpan(consumed + frame.PayloadOffset, frame.PayloadLength).ToArray());
            consumed += frame.TotalLength;
        }
    }

    public static Reception Whole(FrameFormat format, byte[] stream) => Of(format, stream, [stream.Length]);

    public static Reception Dribbled(FrameFormat format, byte[] stream) => Of(format, stream, Enumerable.Range(1, stream.Length));

    /// <summary>Ends of receives at random places, some of them empty.</summary>
    public static int[] RandomEnds(Random random, int length)
    {
        int[] ends = [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(length + 1)), length];
        Array.Sort(ends);
        return ends;
    }
}
