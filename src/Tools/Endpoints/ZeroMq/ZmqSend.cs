using Sockets.Transport;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Sends one message, as its kind of socket does.</summary>
/// <param name="parts">At least one; borrowed until it completes.</param>
/// <param name="cancellationToken">Gives up waiting.</param>
internal delegate ValueTask<SendStatus> ZmqSend(ReadOnlyMemory<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken);
