namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>Fills memory with bytes that nobody can guess; in tests with those of the vectors.</summary>
internal delegate void FillRandom(Span<byte> destination);
