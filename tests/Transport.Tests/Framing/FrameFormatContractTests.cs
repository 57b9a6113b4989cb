using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>What every format promises, checked for each of them.</summary>
public sealed class FrameFormatContractTests
{
    private const int Max = 256;

    public static TheoryData<string> Names => FormatCase.Names;

    public static TheoryData<string> FramedNames => FormatCase.FramedNames;

    public static TheoryData<string> LimitedNames => FormatCase.LimitedNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Round_trips_when_frames_arrive_together(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, byte[] stream) = Stream(name);
        AssertSame(type, payloads, Reception.Whole(format, stream));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Round_trips_when_bytes_dribble(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, byte[] stream) = Stream(name);
        AssertSame(type, payloads, Reception.Dribbled(format, stream));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Round_trips_when_cut_in_two_anywhere(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, byte[] stream) = Stream(name);
        for (int cut = 0; cut <= stream.Length; cut++)
        {
            AssertSame(type, payloads, Reception.Of(format, stream, [cut, stream.Length]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Round_trips_when_cut_at_random(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, byte[] stream) = Stream(name);
        Random random = new(Seed.Next());
        for (int i = 0; i < 200; i++)
        {
            AssertSame(type, payloads, Reception.Of(format, stream, Reception.RandomEnds(random, stream.Length)));
        }
    }

    [Theory]
    [MemberData(nameof(FramedNames))]
    public void Waits_for_the_last_byte_of_a_frame(string name)
    {
        (_, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        byte[] bytes = FormatCase.Encode(format, payloads[^1]);
        FrameDecoder decoder = new(format);
        for (int arrived = 0; arrived < bytes.Length; arrived++)
        {
            Assert.Equal(FrameDecodeStatus.NeedMore, decoder.TryDecode(bytes.AsSpan(0, arrived), out Frame none));
            Assert.Equal(default, none);
        }

        Assert.Equal(FrameDecodeStatus.Frame, decoder.TryDecode(bytes, out Frame frame));
        Assert.Equal(bytes.Length, frame.TotalLength);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_how_many_bytes_arrived_when_the_stream_ends_inside_a_frame(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        byte[] bytes = FormatCase.Encode(format, payloads[^1]);
        for (int arrived = 1; arrived < bytes.Length; arrived++)
        {
            FrameDecoder decoder = new(format);
            FrameDecodeStatus status = decoder.TryDecodeEnd(bytes.AsSpan(0, arrived), out Frame frame);
            if (type.EndsAnywhere)
            {
                Assert.Equal(FrameDecodeStatus.Frame, status);
                Assert.Equal(arrived, frame.TotalLength);
            }
            else
            {
                Assert.Equal(FrameDecodeStatus.Invalid, status);
                Assert.Equal(CloseReason.TruncatedFrame, decoder.Error!.Reason);
                Assert.Contains($" {arrived} ", decoder.Error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_in_peace_when_the_stream_ends_between_frames(string name)
    {
        FrameDecoder decoder = new(FormatCase.Named(name).Make(Max));
        Assert.Equal(FrameDecodeStatus.NeedMore, decoder.TryDecodeEnd([], out Frame frame));
        Assert.Equal(default, frame);
        Assert.Null(decoder.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hands_over_whole_frames_that_were_left_when_the_stream_ended(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, byte[] stream) = Stream(name);
        AssertSame(type, payloads, Reception.Of(format, stream, []));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_what_it_asks_room_for(string name)
    {
        (FormatCase type, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        foreach (byte[] payload in payloads)
        {
            int room = format.GetEncodedLength(payload.Length);
            Assert.InRange(FormatCase.Encode(format, payload).Length, type.IsExact ? room : 1, room);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_nothing_when_the_frame_does_not_fit(string name)
    {
        (_, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        byte[] payload = payloads[^1];
        byte[] block = [.. Enumerable.Repeat((byte)0xCC, FormatCase.Encode(format, payload).Length - 1)];
        Assert.Throws<ArgumentException>(() => format.TryEncode(payload, block, out _));
        Assert.All(block, one => Assert.Equal(0xCC, one));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encodes_a_payload_that_already_lies_in_the_destination(string name)
    {
        (_, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        byte[] payload = payloads[^1];
        byte[] expected = FormatCase.Encode(format, payload);
        for (int offset = 0; offset < 16; offset++)
        {
            byte[] block = new byte[expected.Length + 16];
            payload.CopyTo(block, offset);
            int written = format.TryEncode(block.AsSpan(offset, payload.Length), block, out _);
            Assert.Equal(Hex.Text(expected), Hex.Text(block.AsSpan(0, written)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_no_room_for_a_payload_that_fits_no_frame(string name)
    {
        FrameFormat format = FormatCase.Named(name).Make(Max);
        Assert.Equal(int.MaxValue, format.GetEncodedLength(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => format.GetEncodedLength(-1));
    }

    [Theory]
    [MemberData(nameof(LimitedNames))]
    public void Accepts_frames_up_to_the_maximum_and_refuses_longer_ones(string name)
    {
        FormatCase type = FormatCase.Named(name);
        byte[] bytes = FormatCase.Encode(type.Make(Max), FormatCase.Payloads(type.Make(Max))[^1]);
        byte[] payload = Assert.Single(Reception.Whole(type.Make(bytes.Length), bytes).Payloads);
        Assert.Single(Reception.Whole(type.Make(bytes.Length + 1), bytes).Payloads);
        Assert.Equal(Hex.Text(bytes), Hex.Text(FormatCase.Encode(type.Make(bytes.Length), payload)));

        FrameFormat tooShort = type.Make(bytes.Length - 1);
        Reception refused = Reception.Dribbled(tooShort, bytes);
        Assert.Empty(refused.Payloads);
        Assert.Equal(CloseReason.FrameTooLarge, refused.Error!.Reason);
        Assert.InRange(refused.Arrived, 1, bytes.Length - 1);
        Assert.Contains($"the limit is {bytes.Length - 1} bytes", refused.Error.Message, StringComparison.Ordinal);

        byte[] block = [.. Enumerable.Repeat((byte)0xCC, 2 * Max)];
        Assert.Equal(-1, tooShort.TryEncode(payload, block, out string? error));
        Assert.Contains($"makes a frame of {bytes.Length} bytes", error, StringComparison.Ordinal);
        Assert.All(block, one => Assert.Equal(0xCC, one));
    }

    [Theory]
    [MemberData(nameof(LimitedNames))]
    public void Stays_invalid_once_it_is(string name)
    {
        FormatCase type = FormatCase.Named(name);
        FrameFormat format = type.Make(Max / 2);
        FrameDecoder decoder = new(format);
        byte[] good = FormatCase.Encode(format, FormatCase.Payloads(format)[^1]);
        byte[] bad = [.. Enumerable.Repeat((byte)0xFE, Max)];
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(bad, out _));
        FrameError error = decoder.Error!;
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(good, out Frame frame));
        Assert.Equal(default, frame);
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecodeEnd([], out _));
        Assert.Same(error, decoder.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_shared_by_streams_that_do_not_disturb_each_other(string name)
    {
        (_, FrameFormat format, List<byte[]> payloads, _) = Stream(name);
        byte[] first = FormatCase.Encode(format, payloads[^1]);
        byte[] second = FormatCase.Encode(format, payloads[0]);
        FrameDecoder one = new(format);
        FrameDecoder other = new(format);
        one.TryDecode(first.AsSpan(0, first.Length / 2), out _);
        Assert.Equal(FrameDecodeStatus.Frame, other.TryDecode(second, out Frame whole));
        Assert.Equal(second.Length, whole.TotalLength);
        Assert.Equal(FrameDecodeStatus.Frame, one.TryDecode(first, out whole));
        Assert.Equal(first.Length, whole.TotalLength);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_a_maximum_that_no_array_can_hold(string name)
    {
        FormatCase type = FormatCase.Named(name);
        Assert.ThrowsAny<ArgumentException>(() => type.Make(0));
        Assert.ThrowsAny<ArgumentException>(() => type.Make(-1));
        if (name != "FixedLength")
        {
            Assert.Equal(Array.MaxLength, type.Make(Array.MaxLength).MaxFrameLength);
            Assert.Throws<ArgumentOutOfRangeException>(() => type.Make(Array.MaxLength + 1));
        }
    }

    private static (FormatCase Type, FrameFormat Format, List<byte[]> Payloads, byte[] Stream) Stream(string name)
    {
        FormatCase type = FormatCase.Named(name);
        FrameFormat format = type.Make(Max);
        List<byte[]> payloads = FormatCase.Payloads(format);
        return (type, format, payloads, FormatCase.EncodeAll(format, payloads));
    }

    private static void AssertSame(FormatCase type, List<byte[]> expected, Reception actual)
    {
        Assert.Null(actual.Error);
        if (type.HasFrames)
        {
            Assert.Equal(expected.Select(payload => Hex.Text(payload)), actual.Texts);
        }
        else
        {
            Assert.Equal(Hex.Text(expected.SelectMany(one => one).ToArray()), Hex.Text(actual.Payloads.SelectMany(one => one).ToArray()));
        }
    }
}
