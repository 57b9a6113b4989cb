namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>The requests that wait for a place in flight, first come, first served. Guarded by the outbox's gate.</summary>
internal sealed class RequestLine
{
    private PendingRequest? _last;

    public PendingRequest? First { get; private set; }

    public void Add(PendingRequest request)
    {
        request.Previous = _last;
        if (_last is null)
        {
            First = request;
        }
        else
        {
            _last.Next = request;
        }

        _last = request;
    }

    public void Remove(PendingRequest request)
    {
        if (request.Previous is null)
        {
            First = request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is null)
        {
            _last = request.Previous;
        }
        else
        {
            request.Next.Previous = request.Previous;
        }

        request.Previous = request.Next = null;
    }
}
