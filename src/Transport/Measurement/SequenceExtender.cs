namespace Sockets.Transport.Measurement;

/// <summary>
/// Makes 64-bit numbers of short ones that wrap, as RTP's 16 bits do after 65 ms at a million packets a second: each is
/// taken to be the nearest to the highest so far. Two successive numbers far behind it are a restart: the probation of
/// RFC 3550 A.1, without its bound on gaps, for a stalled reader loses more than 3,000 packets and is to know how many.
/// </summary>
internal struct SequenceExtender
{
    /// <summary>Numbers further behind than this are no reordering but another beginning: 1,024.</summary>
    public const int MostBehind = 1024;

    private readonly int _bits;
    private bool _started;
    private long _highest;
    private long _suspect = -1;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="bits">How many bits the short numbers have; 16 or 32.</param>
    public SequenceExtender(int bits)
    {
        _bits = bits;
        _highest = 0;
        _started = false;
    }

    /// <summary>What a number is to the run.</summary>
    internal enum Verdict
    {
        /// <summary>It goes on, or is reordered, or opens a gap.</summary>
        Extended,

        /// <summary>It is far behind, and alone so far: do not count it.</summary>
        Suspect,

        /// <summary>It is the second in a row back there: the sender began anew.</summary>
        Restarted,
    }

    /// <summary>Whether a number has come.</summary>
    public readonly bool HasStarted => _started;

    /// <summary>Extends a number.</summary>
    /// <param name="value">The short number.</param>
    /// <param name="sequence">The long one, if the verdict is not <see cref="Verdict.Suspect"/>.</param>
    /// <param name="near">When this is a beginning, a long number that it is near to; 0 when nothing is known.</param>
    public Verdict Extend(uint value, out long sequence, long near = 0)
    {
        long modulus = 1L << _bits;
        if (!_started)
        {
            Start(value, near);
            sequence = _highest;
            return Verdict.Extended;
        }

        long difference = Difference(value, _highest);
        if (difference >= -MostBehind)
        {
            _suspect = -1;
            sequence = _highest + difference;
            _highest = Math.Max(_highest, sequence);
            return Verdict.Extended;
        }

        if (value == _suspect)
        {
            Start(value, near);
            sequence = _highest;
            return Verdict.Restarted;
        }

        _suspect = (value + 1) & (modulus - 1);
        sequence = 0;
        return Verdict.Suspect;
    }

    /// <summary>Begins one turn up, so that what came shortly before the first number has a number too.</summary>
    private void Start(uint value, long near)
    {
        _started = true;
        _suspect = -1;
        _highest = near == 0 ? value + (1L << _bits) : near + Difference(value, near);
    }

    /// <summary>How far a short number is from a long one, at most half a turn either way.</summary>
    private readonly long Difference(uint value, long from)
    {
        long modulus = 1L << _bits;
        long difference = (value - from) & (modulus - 1);
        return difference >= modulus / 2 ? difference - modulus : difference;
    }
}
