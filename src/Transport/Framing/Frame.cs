namespace Sockets.Transport.Framing;

/// <summary>Where a decoded frame lies in the bytes the decoder was shown.</summary>
/// <param name="PayloadOffset">Where the payload begins, counted from the first byte shown.</param>
/// <param name="PayloadLength">The payload's length in bytes.</param>
/// <param name="TotalLength">How many bytes the frame takes in all; the next frame begins there.</param>
public readonly record struct Frame(int PayloadOffset, int PayloadLength, int TotalLength);
