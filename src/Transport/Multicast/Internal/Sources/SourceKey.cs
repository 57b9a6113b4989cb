using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>What tells two sources apart.</summary>
/// <param name="Sender">The sender's address and port.</param>
/// <param name="Stream">Which of its streams.</param>
internal readonly record struct SourceKey(DatagramSource Sender, long Stream);
