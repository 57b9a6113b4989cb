namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>Where sending goes on in a session that is resumed.</summary>
/// <param name="FirstLost">The first message that neither arrived nor is kept any more.</param>
/// <param name="Lost">How many those are, one after the other.</param>
/// <param name="Replayed">How many messages are sent again.</param>
internal readonly record struct ReplayStart(ulong FirstLost, ulong Lost, ulong Replayed);
