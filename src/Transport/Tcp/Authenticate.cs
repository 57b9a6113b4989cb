namespace Sockets.Transport.Tcp;

/// <summary>
/// Decides who is let in. Called once for each connection, after its HELLO and before anything else of it is allowed, and
/// within what is left of <see cref="ConnectionLimits.HandshakeTimeout"/>. Many may be under way at a time. What it throws
/// refuses the client.
/// </summary>
/// <param name="request">Who, and with what.</param>
/// <param name="cancellationToken">The connection has ended, or its time is over: the answer does not matter any more.</param>
public delegate ValueTask<AuthenticationResult> Authenticate(AuthenticationRequest request, CancellationToken cancellationToken);
