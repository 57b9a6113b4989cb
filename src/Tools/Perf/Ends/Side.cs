namespace Sockets.Tools.Perf.Ends;

/// <summary>The two sides of a test.</summary>
internal enum Side
{
    /// <summary>The client, which says what is measured and reports it.</summary>
    Near,

    /// <summary>The server.</summary>
    Far,
}
