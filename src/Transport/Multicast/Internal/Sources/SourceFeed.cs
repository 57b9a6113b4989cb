using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>One source as one feed brings it: its short numbers, and with two feeds what this one alone has lost.</summary>
internal sealed class SourceFeed
{
    private SequenceExtender _extender;
    private uint _epoch;

    /// <summary>Makes the record of a feed that has brought nothing yet.</summary>
    /// <param name="sequenceBits">How many bits its numbers have.</param>
    /// <param name="numbers">Where its own losses are counted; null when it is the only feed.</param>
    public SourceFeed(int sequenceBits, NumberedRuns? numbers)
    {
        _extender = new SequenceExtender(sequenceBits is 0 or 64 ? 32 : sequenceBits);
        Numbers = numbers;
    }

    /// <summary>What this feed has brought and lost; null when it is the only one.</summary>
    public NumberedRuns? Numbers { get; }

    /// <summary>
    /// Gives a short number its full length, and an epoch: a format without epochs gets them from its beginnings. A feed
    /// begins where the others are, and goes on there when it was away, over a restart too. False when the number does not
    /// count.
    /// </summary>
    public bool TryExtend(ref Packet packet, NumberedRuns all)
    {
        uint current = (uint)all.Restarts;
        _epoch = _extender.HasStarted ? _epoch : current;
        bool isBehind = _epoch != current;
        SequenceExtender.Verdict verdict = _extender.Extend((uint)packet.Sequence, out long extended, all.Current.Next, isBehind);
        if (verdict == SequenceExtender.Verdict.Restarted)
        {
            _epoch = isBehind ? current : current + 1;
        }

        packet.Sequence = extended;
        packet.Epoch = _epoch;
        return verdict != SequenceExtender.Verdict.Suspect;
    }
}
