using System.Net;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Internal;

/// <summary>Frames as letters: K key, P referred to by the next, d discardable. Each packet counts one byte.</summary>
public sealed class FrameLineTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly DropTally _tally = new();
    private readonly MulticastSource _source = new(new IPEndPoint(IPAddress.Loopback, 1), 1);
    private readonly MulticastSource _other = new(new IPEndPoint(IPAddress.Loopback, 2), 1);
    private FrameLine? _line;
    private int _number;

    [Fact]
    public void Keeps_everything_while_there_is_room() => Assert.Equal("K1 P2 d3 P4", Offer(4, "K P d P"));

    [Fact]
    public void Drops_discardable_frames_first_and_the_oldest_of_them() => Assert.Equal("K1 P3 d4 P5", Offer(4, "K d P d P"));

    [Fact]
    public void Drops_what_came_and_everything_behind_it_until_the_next_key_frame()
    {
        Assert.Equal("K1 P2 P3", Offer(3, "K P P P P d"));
        Assert.Equal((1, 2), (_tally[DropReason.Frame], _tally[DropReason.WaitKey]));
    }

    [Fact]
    public void Makes_room_for_a_key_frame_with_the_frames_nothing_waiting_builds_on() =>
        Assert.Equal("K1 P2 K5", Offer(3, "K P P P K P"));

    [Fact]
    public void Drops_the_oldest_key_frame_only_when_nothing_else_waits() => Assert.Equal("K2 K3 K4", Offer(3, "K K K K"));

    [Fact]
    public void Goes_on_after_the_key_frame_that_ends_the_waiting()
    {
        Assert.Equal("K1 P2", Offer(2, "K P P P"));
        _line!.TryTake(0, out QueuedMessage first);
        first.Buffer.Release();
        OfferFrames("P K P");
        Assert.Equal("P2 K6", Rest());
    }

    [Fact]
    public void Keeps_a_frame_whole_or_drops_it_whole()
    {
        // The second frame has three packets, of which two would fit.
        Assert.Equal("K1 K1", Offer(4, "KK PPP"));
        Assert.Equal(3, _tally[DropReason.Frame]);
    }

    [Fact]
    public void Shows_a_frame_only_when_it_is_complete()
    {
        _line = new FrameLine(10, 100, _tally);
        OfferPacket(MulticastFlags.Key, begins: true, ends: false);
        Assert.False(_line.HasReady);
        OfferPacket(MulticastFlags.Key, begins: false, ends: true);
        Assert.True(_line.HasReady);

        // Where nothing marks the end, the next beginning does.
        OfferPacket(MulticastFlags.None, begins: true, ends: false);
        Assert.Equal("K0 K0", Rest());
        OfferPacket(MulticastFlags.None, begins: true, ends: false);
        Assert.Equal("P0", Rest());
    }

    [Fact]
    public void Shows_the_last_frame_when_nothing_more_comes()
    {
        _line = new FrameLine(10, 100, _tally);
        OfferPacket(MulticastFlags.Key, begins: true, ends: false);
        OfferPacket(MulticastFlags.Key, begins: false, ends: false);

        _line.End();

        Assert.Equal("K0 K0", Rest());
    }

    [Fact]
    public void Keeps_a_key_frame_that_begins_with_what_any_frame_may_begin_with()
    {
        _line = new FrameLine(3, 100, _tally);
        OfferFrames("K P P");
        OfferPacket(MulticastFlags.None, begins: true, ends: false, isAside: true);
        OfferPacket(MulticastFlags.Key, begins: false, ends: true);

        Assert.Equal("K1 P2 K0", Rest());
        Assert.Equal((2, 0), (_tally[DropReason.Frame], _tally[DropReason.WaitKey]));
    }

    [Fact]
    public void Does_not_cut_a_frame_of_which_the_reader_has_a_part()
    {
        _line = new FrameLine(3, 100, _tally);
        OfferFrames("K dd");
        _line.TryTake(0, out QueuedMessage key);
        _line.TryTake(0, out QueuedMessage half);
        key.Buffer.Release();
        half.Buffer.Release();

        OfferFrames("K K K");

        Assert.Equal("d2 K4 K5", Rest());
    }

    [Fact]
    public void Lets_another_source_wait_for_its_key_frame_when_its_frame_made_room()
    {
        _line = new FrameLine(3, 100, _tally);
        OfferFrames("K P", _other);
        OfferFrames("K K");
        OfferFrames("P", _other);

        Assert.Equal("K1 K3 K4", Rest());
        Assert.Equal((1, 1), (_tally[DropReason.Frame], _tally[DropReason.WaitKey]));
    }

    [Fact]
    public void Bounds_bytes_too()
    {
        _line = new FrameLine(100, 2, _tally);
        OfferFrames("K P P");
        OfferPacket(MulticastFlags.Key, begins: true, ends: true, length: 3);

        Assert.Equal("K1 P2", Rest());
        Assert.Equal((1, 1), (_tally[DropReason.Frame], _tally[DropReason.TooLarge]));
    }

    [Fact]
    public void Delivers_only_what_can_be_decoded_and_accounts_for_everything()
    {
        Random random = new(Seed.Take());
        for (int script = 0; script < 5_000; script++)
        {
            DropTally tally = new();
            FrameLine line = new(random.Next(1, 10), random.Next(1, 12), tally);
            List<(int Frame, MulticastFlags Kind, int Packets)> sent = [];
            List<(int Frame, MulticastFlags Kind)> taken = [];
            int offered = 0;
            for (int frame = 0; frame < 40; frame++)
            {
                MulticastFlags kind = frame == 0 || random.Next(8) == 0 ? MulticastFlags.Key
                    : random.Next(2) == 0 ? MulticastFlags.Discardable : MulticastFlags.None;
                int packets = random.Next(1, 4);
                sent.Add((frame, kind, packets));
                for (int packet = 0; packet < packets; packet++)
                {
                    Offer(line, frame, kind, packet == 0, packet == packets - 1, random.Next(3), _source);
                    offered++;
                    if (random.Next(5) == 0)
                    {
                        Take(line, taken);
                    }
                }

                Assert.Equal(offered, taken.Count + line.Packets + Enum.GetValues<DropReason>().Sum(reason => tally[reason]));
            }

            while (Take(line, taken))
            {
            }

            AssertDecodable(sent, taken);
            line.Clear();
            Assert.Equal((0, 0), (line.Packets, line.Bytes));
        }
    }

    public void Dispose()
    {
        _line?.Clear();
        _pool.Dispose();
    }

    /// <summary>Whole frames, and every frame that is not a key frame directly behind the last one that is not discardable.</summary>
    private static void AssertDecodable(List<(int Frame, MulticastFlags Kind, int Packets)> sent, List<(int Frame, MulticastFlags Kind)> taken)
    {
        Assert.All(taken.CountBy(t => t.Frame), group => Assert.Equal(sent[group.Key].Packets, group.Value));
        HashSet<int> here = [.. taken.Select(t => t.Frame)];
        foreach (int frame in here.Where(f => sent[f].Kind != MulticastFlags.Key))
        {
            int before = frame - 1;
            while (before >= 0 && sent[before].Kind == MulticastFlags.Discardable)
            {
                before--;
            }

            Assert.True(here.Contains(before), $"Frame {frame} was delivered without {before}, on which it builds.");
        }
    }

    private static bool Take(FrameLine line, List<(int Frame, MulticastFlags Kind)> taken)
    {
        if (!line.TryTake(0, out QueuedMessage message))
        {
            return false;
        }

        taken.Add(((int)message.Info.Sequence, message.Mark.Kind));
        message.Buffer.Release();
        return true;
    }

    private string Offer(int capacity, string frames)
    {
        _line = new FrameLine(capacity, 1000, _tally);
        OfferFrames(frames);
        return Peek(capacity);
    }

    private string Peek(int capacity)
    {
        // Reading empties the line, so what is read is offered to one like it.
        List<QueuedMessage> all = [];
        while (_line!.TryTake(0, out QueuedMessage message))
        {
            all.Add(message);
        }

        _line = new FrameLine(capacity, 1000, _tally);
        all.ForEach(message => _line.Offer(message with { Mark = message.Mark with { Begins = true, Ends = true } }, 0));
        return string.Join(' ', all.Select(Name));
    }

    private string Rest()
    {
        List<string> names = [];
        while (_line!.TryTake(0, out QueuedMessage message))
        {
            names.Add(Name(message));
            message.Buffer.Release();
        }

        return string.Join(' ', names);
    }

    private static string Name(QueuedMessage message) =>
        (message.Mark.Kind == MulticastFlags.Key ? "K" : message.Mark.Kind == MulticastFlags.Discardable ? "d" : "P") + message.Info.Sequence;

    private void OfferFrames(string frames, MulticastSource? source = null)
    {
        foreach (string frame in frames.Split(' '))
        {
            _number++;
            for (int i = 0; i < frame.Length; i++)
            {
                MulticastFlags kind = frame[i] == 'K' ? MulticastFlags.Key : frame[i] == 'd' ? MulticastFlags.Discardable : MulticastFlags.None;
                Offer(_line!, _number, kind, i == 0, i == frame.Length - 1, 1, source ?? _source);
            }
        }
    }

    private void OfferPacket(MulticastFlags kind, bool begins, bool ends, int length = 1, bool isAside = false) =>
        Offer(_line!, 0, kind, begins, ends, length, _source, isAside);

    private void Offer(
        FrameLine line, int number, MulticastFlags kind, bool begins, bool ends, int length, MulticastSource source, bool isAside = false) =>
        line.Offer(
            new QueuedMessage(
                _pool.Rent(length), length, 1, long.MaxValue, 0, new FrameMark(kind, begins, ends, isAside), new MulticastInfo { Source = source, Sequence = number }),
            0);
}
