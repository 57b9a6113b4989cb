using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>What a receiver of datagrams has counted and measured.</summary>
/// <param name="Stats">Its counters.</param>
/// <param name="Delays">One-way delays, where senders say when they sent.</param>
/// <param name="Policy">What its queue drops.</param>
internal sealed record MulticastCounts(MulticastStats Stats, MulticastDelays Delays, OverflowPolicy Policy);
