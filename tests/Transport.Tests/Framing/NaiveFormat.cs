using System.Numerics;

namespace Sockets.Transport.Tests.Framing;

/// <summary>
/// The formats once more, as slow and plain as they can be written: byte for byte, in numbers without a width. What it
/// delivers and where it stops is what the real decoders have to agree with.
/// </summary>
internal abstract class NaiveFormat
{
    /// <summary>What a whole stream, ended after its last byte, contains.</summary>
    /// <param name="Payloads">What is delivered.</param>
    /// <param name="Reason">Why it is refused; <see cref="CloseReason.None"/> when it is not.</param>
    /// <param name="Arrived">How many bytes it takes to know that.</param>
    internal sealed record Outcome(IReadOnlyList<byte[]> Payloads, CloseReason Reason, int Arrived);

    public static NaiveFormat LengthField(int length, bool bigEndian, int max, int offset, int adjustment, int strip) =>
        new LengthFieldCase(length, bigEndian, max, offset, adjustment, strip);

    public static NaiveFormat Varint32(int max) => new VarintCase(max);

    public static NaiveFormat Line(int max, bool deliversUnterminated) => new LineCase(max, deliversUnterminated);

    public static NaiveFormat Delimiter(byte[] delimiter, int max) => new DelimiterCase(delimiter, max);

    public static NaiveFormat FixedLength(int length) => new FixedLengthCase(length);

    public Outcome Decode(byte[] stream)
    {
        List<byte[]> payloads = [];
        List<byte> begun = [];
        for (int i = 0; i < stream.Length; i++)
        {
            begun.Add(stream[i]);
            CloseReason reason = Judge(begun, out byte[]? payload);
            if (reason != CloseReason.None)
            {
                return new Outcome(payloads, reason, i + 1);
            }

            if (payload is not null)
            {
                payloads.Add(payload);
                begun.Clear();
            }
        }

        if (begun.Count == 0)
        {
            return new Outcome(payloads, CloseReason.None, stream.Length);
        }

        if (End(begun) is { } last)
        {
            payloads.Add(last);
            return new Outcome(payloads, CloseReason.None, stream.Length);
        }

        return new Outcome(payloads, CloseReason.TruncatedFrame, stream.Length);
    }

    /// <summary>The one frame that carries this payload, or null when none of the possible ones decodes to it.</summary>
    public byte[]? Encode(byte[] payload) => Candidates(payload).FirstOrDefault(candidate =>
        Decode(candidate.Frame) is { Reason: CloseReason.None, Payloads: [var only] } && only.SequenceEqual(candidate.Payload)).Frame;

    /// <summary>Looks at a frame each time one more byte of it has arrived.</summary>
    protected abstract CloseReason Judge(List<byte> begun, out byte[]? payload);

    protected virtual byte[]? End(List<byte> begun) => null;

    protected abstract IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload);

    private sealed class LengthFieldCase(int length, bool bigEndian, int max, int offset, int adjustment, int strip) : NaiveFormat
    {
        protected override CloseReason Judge(List<byte> begun, out byte[]? payload)
        {
            payload = null;
            int header = offset + length;
            if (begun.Count < header)
            {
                return CloseReason.None;
            }

            byte[] field = [.. begun.Skip(offset).Take(length)];
            BigInteger total = new BigInteger(field, isUnsigned: true, isBigEndian: bigEndian) + adjustment + header;
            if (total > max)
            {
                return CloseReason.FrameTooLarge;
            }

            if (total < header || total < strip)
            {
                return CloseReason.ProtocolViolation;
            }

            payload = begun.Count == total ? [.. begun.Skip(strip)] : null;
            return CloseReason.None;
        }

        protected override IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload)
        {
            byte[] frame = [.. new byte[strip], .. payload];
            BigInteger value = frame.Length - offset - length - adjustment;
            if (frame.Length < offset + length || value < 0 || value >= BigInteger.Pow(256, length))
            {
                yield break;
            }

            for (int i = 0; i < length; i++)
            {
                int place = bigEndian ? offset + length - 1 - i : offset + i;
                frame[place] = (byte)((value >> (8 * i)) & 0xFF);
            }

            yield return (frame, frame[strip..]);
        }
    }

    private sealed class VarintCase(int max) : NaiveFormat
    {
        protected override CloseReason Judge(List<byte> begun, out byte[]? payload)
        {
            payload = null;
            int prefix = begun.FindIndex(one => one < 0x80) + 1;
            if (prefix == 0 && begun.Count < 5)
            {
                return CloseReason.None;
            }

            BigInteger value = 0;
            for (int i = 0; i < prefix; i++)
            {
                value += (begun[i] & 0x7F) * BigInteger.Pow(128, i);
            }

            if (prefix == 0 || value > uint.MaxValue)
            {
                return CloseReason.ProtocolViolation;
            }

            if (value + prefix > max)
            {
                return CloseReason.FrameTooLarge;
            }

            payload = begun.Count == value + prefix ? [.. begun.Skip(prefix)] : null;
            return CloseReason.None;
        }

        protected override IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload)
        {
            List<byte> frame = [];
            int left = payload.Length;
            for (; left >= 128; left /= 128)
            {
                frame.Add((byte)(128 + (left % 128)));
            }

            yield return ([.. frame, (byte)left, .. payload], payload);
        }
    }

    private sealed class LineCase(int max, bool deliversUnterminated) : NaiveFormat
    {
        protected override CloseReason Judge(List<byte> begun, out byte[]? payload)
        {
            payload = begun[^1] == '\n' ? WithoutCarriageReturn(begun[..^1]) : null;
            return payload is null && begun.Count == max ? CloseReason.FrameTooLarge : CloseReason.None;
        }

        protected override byte[]? End(List<byte> begun) => deliversUnterminated ? WithoutCarriageReturn(begun) : null;

        protected override IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload) =>
            [([.. payload, (byte)'\n'], payload), ([.. payload, (byte)'\r', (byte)'\n'], payload)];

        private static byte[] WithoutCarriageReturn(List<byte> line) =>
            line.Count > 0 && line[^1] == '\r' ? [.. line[..^1]] : [.. line];
    }

    private sealed class DelimiterCase(byte[] delimiter, int max) : NaiveFormat
    {
        protected override CloseReason Judge(List<byte> begun, out byte[]? payload)
        {
            bool ended = begun.TakeLast(delimiter.Length).SequenceEqual(delimiter);
            payload = ended ? [.. begun.SkipLast(delimiter.Length)] : null;
            return !ended && begun.Count == max ? CloseReason.FrameTooLarge : CloseReason.None;
        }

        protected override IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload) =>
            [([.. payload, .. delimiter], payload)];
    }

    private sealed class FixedLengthCase(int length) : NaiveFormat
    {
        protected override CloseReason Judge(List<byte> begun, out byte[]? payload)
        {
            payload = begun.Count == length ? [.. begun] : null;
            return CloseReason.None;
        }

        protected override IEnumerable<(byte[] Frame, byte[] Payload)> Candidates(byte[] payload) => [(payload, payload)];
    }
}
