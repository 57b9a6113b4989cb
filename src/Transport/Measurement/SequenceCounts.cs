namespace Sockets.Transport.Measurement;

/// <summary>
/// What a <see cref="SequenceTracker"/> has seen. Always <c>Arrivals == FirstCopies + Duplicates + TooOld</c> and
/// <c>Expected == Unique + Pending + Lost</c>.
/// </summary>
/// <param name="Expected">Numbers from the first expected to the highest that is known to have been sent.</param>
/// <param name="Arrivals">Packets that came with a number, whatever they were.</param>
/// <param name="FirstCopies">Numbers that arrived, each counted once.</param>
/// <param name="Duplicates">Further copies of numbers that were here already.</param>
/// <param name="TooOld">Arrivals older than the window or than the first number expected.</param>
/// <param name="Repaired">Numbers that were computed from others and had not arrived by then.</param>
/// <param name="Pending">Missing numbers that may still come: nothing is decided about them.</param>
/// <param name="Declared">Missing numbers that left the window, whatever became of them since. Only ever rises.</param>
/// <param name="Late">Numbers that came, or were repaired, after they had been declared lost.</param>
/// <param name="Reordered">First copies that came after a higher number (RFC 4737).</param>
internal readonly record struct SequenceCounts(
    long Expected,
    long Arrivals,
    long FirstCopies,
    long Duplicates,
    long TooOld,
    long Repaired,
    long Pending,
    long Declared,
    long Late,
    long Reordered)
{
    /// <summary>Numbers that are here: arrived or repaired.</summary>
    public long Unique => FirstCopies + Repaired;

    /// <summary>Numbers that are lost: declared, and not late.</summary>
    public long Lost => Declared - Late;

    /// <summary>Whether every number and every arrival is accounted for, once.</summary>
    public bool Close => Arrivals == FirstCopies + Duplicates + TooOld && Expected == Unique + Pending + Lost;

    /// <summary>The counts of two runs together.</summary>
    public static SequenceCounts operator +(in SequenceCounts left, in SequenceCounts right) => new(
        left.Expected + right.Expected,
        left.Arrivals + right.Arrivals,
        left.FirstCopies + right.FirstCopies,
        left.Duplicates + right.Duplicates,
        left.TooOld + right.TooOld,
        left.Repaired + right.Repaired,
        left.Pending + right.Pending,
        left.Declared + right.Declared,
        left.Late + right.Late,
        left.Reordered + right.Reordered);
}
