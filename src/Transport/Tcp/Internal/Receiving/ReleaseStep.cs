namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>How much may be let go of before it is told.</summary>
/// <param name="Bytes">Bytes; 1 tells at once.</param>
/// <param name="Messages">Messages; 1 tells at once.</param>
internal readonly record struct ReleaseStep(int Bytes, int Messages)
{
    /// <summary>Steps of a quarter window are what the peer is granted; an eighth of that more or less makes no difference to it.</summary>
    private const int PartsOfWindow = 32;

    /// <summary>Through smaller windows so few messages go that each may count at once, and grants come exactly when they are due.</summary>
    private const int SmallestBytes = 1024 * 1024;
    private const int SmallestMessages = 1024;

    public static ReleaseStep AtOnce => new(1, 1);

    /// <summary>A step for a window. Where the longest message needs most of it, all counts at once, too (TRN1-C7).</summary>
    public static ReleaseStep Of(int windowBytes, int windowMessages, int largestBytes) => new(
        windowBytes >= SmallestBytes && largestBytes <= windowBytes / 2 ? windowBytes / PartsOfWindow : 1,
        windowMessages >= SmallestMessages ? windowMessages / PartsOfWindow : 1);
}
