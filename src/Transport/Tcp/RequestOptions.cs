namespace Sockets.Transport.Tcp;

/// <summary>How a side answers the requests of its peer. Asking needs no option. Immutable.</summary>
public sealed record RequestOptions
{
    /// <summary>Default of <see cref="MaxInFlight"/>, and what the wire takes for granted of a side that does not say: 1,024.</summary>
    public const int DefaultMaxInFlight = 1024;

    /// <summary>The most that <see cref="MaxInFlight"/> may be: 2^20.</summary>
    public const int MostInFlight = 1 << 20;

    /// <summary>Answers requests; null (the default) to tell every requester that nobody does.</summary>
    public RequestHandler? Handler { get; init; }

    /// <summary>
    /// How many requests of one connection may be in flight: from their arrival until their answer goes out, cancelled ones
    /// included. The peer is told, and one that sends more is disconnected. Bounds the handlers that run at once; their
    /// payloads are bounded by the window. 1 to 2^20, default 1,024.
    /// </summary>
    public int MaxInFlight { get; init; } = DefaultMaxInFlight;

    /// <summary>Where the handler is called. Default <see cref="RequestDispatch.Pool"/>.</summary>
    public RequestDispatch Dispatch { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxInFlight, MostInFlight);
        if (!Enum.IsDefined(Dispatch))
        {
            throw new ArgumentOutOfRangeException(nameof(Dispatch), Dispatch, "Not a way to call the handler.");
        }
    }
}
