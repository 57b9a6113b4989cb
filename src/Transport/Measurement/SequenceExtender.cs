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

        /// <summary>It is the second in a row back there: the sender began anew, or this is where the others are.</summary>
        Restarted,
    }

    /// <summary>Whether a number has come.</summary>
    public readonly bool HasStarted => _started;

    /// <summary>Extends a number.</summary>
    /// <param name="value">The short number.</param>
    /// <param name="sequence">The long one, if the verdict is not <see cref="Verdict.Suspect"/>.</param>
    /// <param name="common">The long number that comes next, as far as others know that bring the same numbers; 0 without any.</param>
    /// <param name="isBehind">Whether the others are at a later run than the last number here.</param>
    public Verdict Extend(uint value, out long sequence, long common = 0, bool isBehind = false)
    {
        long modulus = 1L << _bits;
        if (!_started)
        {
            Start(value, common);
            sequence = _highest;
            return Verdict.Extended;
        }

        // Who was away goes on where the others are, and who is late behind them is far behind nothing that it brought itself.
        long nearest = isBehind ? _highest : Math.Max(_highest, common - 1);
        sequence = nearest + Difference(value, nearest);
        bool joins = isBehind && Math.Abs(Difference(value, common)) <= MostBehind;
        if (sequence >= _highest - MostBehind && !joins)
        {
            _suspect = -1;
            _highest = Math.Max(_highest, sequence);
            return Verdict.Extended;
        }

        if (value == _suspect)
        {
            Start(value, isBehind ? common : 0);
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
