namespace Sockets.Transport.Flow;

/// <summary>
/// How much one side may send in total since the session began: an absolute mark, not an increment. A mark that arrives
/// twice, late or out of order therefore grants nothing twice.
/// </summary>
/// <param name="Bytes">Bytes on the wire, headers included.</param>
/// <param name="Messages">Messages, so that empty ones are not free.</param>
internal readonly record struct Credit(ulong Bytes, ulong Messages)
{
    /// <summary>
    /// The highest mark that is valid, in either number: 2^62. At 10 GB/s a session reaches it after 14 years, and sums
    /// of a mark and a window cannot overflow below it.
    /// </summary>
    public const ulong Limit = 1UL << 62;
}
