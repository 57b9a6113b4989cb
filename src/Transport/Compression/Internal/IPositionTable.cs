namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// Where in the source a few bytes were last seen, found by their hash. A table of zeros says "at the start" of
/// everything, which is checked like any other answer.
/// </summary>
internal interface IPositionTable
{
    /// <summary>Notes the bytes at a position.</summary>
    /// <param name="table">The table's first byte.</param>
    /// <param name="bits">The table has 2^bits places.</param>
    /// <param name="source">The source's first byte; at least 8 bytes follow the position.</param>
    /// <param name="at">The position.</param>
    static abstract void Put(ref byte table, int bits, ref byte source, nint at);

    /// <summary>Notes the bytes at a position, and gives where bytes of the same hash were noted before.</summary>
    static abstract nint Exchange(ref byte table, int bits, ref byte source, nint at);

    /// <summary>Whether a match at a position can reach back to another one.</summary>
    static abstract bool Reaches(nint from, nint to);
}
