namespace Sockets.Transport.ZeroMq;

/// <summary>
/// Decides whether a peer is let in. Called once per connection before any message, on its receive loop: waiting holds
/// that connection only. One that throws denies with <see cref="ZmqAuthenticationStatus.Failed"/>.
/// </summary>
/// <param name="request">What the peer shows.</param>
/// <param name="cancellationToken">Cancelled when the handshake's time is over or the socket is disposed.</param>
public delegate ValueTask<ZmqAuthenticationResult> ZmqAuthenticate(
    ZmqAuthenticationRequest request, CancellationToken cancellationToken);
