namespace Sockets.Transport.Tcp;

/// <summary>
/// Answers requests of the peer. Calls overlap, and their answers go out in the order in which they are ready. One that throws
/// fails its request and nothing else: the peer learns that it failed and not how.
/// </summary>
/// <param name="request">The request; it and its payload are gone when the returned task has completed.</param>
/// <returns>
/// The answer, which may be the request's own payload or a part of it. It must stay as it is until it was sent, which may be
/// after the handler has ended: return memory that is not used again.
/// </returns>
public delegate ValueTask<ReadOnlyMemory<byte>> RequestHandler(RequestContext request);
