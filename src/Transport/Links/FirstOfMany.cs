using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>Waits until the first of several sockets has something to receive. Allocates nothing per wait.</summary>
/// <param name="receivers">The receivers, which stay their owner's.</param>
internal sealed class FirstOfMany(IReadOnlyList<IDatagramReceiver> receivers)
{
    private readonly List<Socket> _ready = new(receivers.Count);

    /// <summary>Waits, at most this long.</summary>
    public SocketError Wait(TimeSpan atMost)
    {
        // The call leaves only those that are ready in the list.
        _ready.Clear();
        foreach (IDatagramReceiver receiver in receivers)
        {
            _ready.Add(receiver.Socket);
        }

        try
        {
            Socket.Select(_ready, checkWrite: null, checkError: null, (int)atMost.TotalMicroseconds);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
