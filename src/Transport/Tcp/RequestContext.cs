using Sockets.Transport.Tcp.Internal.Requests;

namespace Sockets.Transport.Tcp;

/// <summary>
/// A request of the peer, as its <see cref="RequestHandler"/> sees it. Good until the handler's task has completed; used after
/// that, it throws.
/// </summary>
public readonly struct RequestContext : IEquatable<RequestContext>
{
    private readonly ServedRequest _request;
    private readonly uint _version;

    internal RequestContext(ServedRequest request)
    {
        _request = request;
        _version = request.Version;
    }

    /// <summary>Where it arrived.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public MessageConnection Connection => Current().Connection;

    /// <summary>The payload. Borrowed: gone when the handler's task has completed.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public ReadOnlyMemory<byte> Payload => Current().Request;

    /// <summary>How long the requester will still wait; zero when the deadline has passed.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public TimeSpan Remaining => Current().Remaining;

    /// <summary>
    /// Cancelled when nobody waits for the answer any more: the requester cancelled, the deadline passed, or the connection
    /// ended. Asking for it costs an object that is used again where it was not cancelled.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public CancellationToken CancellationToken => Current().GetToken();

    /// <summary>Whether two handles mean the same request.</summary>
    public static bool operator ==(RequestContext left, RequestContext right) => left.Equals(right);

    /// <summary>Whether two handles mean different requests.</summary>
    public static bool operator !=(RequestContext left, RequestContext right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(RequestContext other) => ReferenceEquals(_request, other._request) && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RequestContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_request, _version);

    private ServedRequest Current()
    {
        ObjectDisposedException.ThrowIf(_request is null || _request.Version != _version, typeof(RequestContext));
        return _request;
    }
}
