namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>What one direction of a connection does to the bytes on their way. Immutable.</summary>
internal sealed record Weather
{
    /// <summary>Everything passes at once.</summary>
    public static readonly Weather Fair = new();

    /// <summary>How many bytes pass at a time at most.</summary>
    public int Piece { get; init; } = int.MaxValue;

    /// <summary>How long each piece is held.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many bytes pass in a second; 0 for as many as there are.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>After how many bytes the mishap happens. Those before it all arrive, unless it is a reset, which takes along what is unread.</summary>
    public long After { get; init; }

    public Mishap Then { get; init; }
}
