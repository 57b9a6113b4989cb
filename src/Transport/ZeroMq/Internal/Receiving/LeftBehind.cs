namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>What peers of a socket left that have gone.</summary>
/// <param name="Messages">Messages that can still be read.</param>
/// <param name="Bytes">Their bytes, headers included.</param>
/// <param name="Discarded">Messages that nobody had read when the socket was disposed.</param>
internal readonly record struct LeftBehind(long Messages, long Bytes, long Discarded);
