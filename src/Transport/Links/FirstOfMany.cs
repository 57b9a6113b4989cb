using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>Waits until the first of several sockets has something to receive. Allocates nothing per wait.</summary>
/// <param name="receivers">The receivers, which stay their owner's.</param>
internal sealed class FirstOfMany(IReadOnlyList<IDatagramReceiver> receivers)
{
    private readonly List<Socket> _ready = new(receivers.Count);

    /// <summary>Waits, at most <see cref="MulticastSocket.LongestWaitMilliseconds"/>.</summary>
    public SocketError Wait()
    {
        // The call leaves only those that are ready in the list.
        _ready.Clear();
        foreach (IDatagramReceiver receiver in receivers)
        {
            _ready.Add(receiver.Socket);
        }

        try
        {
            Socket.Select(_ready, checkWrite: null, checkError: null, MulticastSocket.LongestWaitMilliseconds * 1000);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
