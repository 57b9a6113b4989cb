namespace Sockets.Transport.ZeroMq.Internal.Peers;

/// <summary>Small numbers for the peers of a socket, used again when a peer is gone. Guarded by its owner.</summary>
internal sealed class PeerSlots
{
    private readonly Stack<int> _free = [];
    private int _made;

    public int Take() => _free.Count > 0 ? _free.Pop() : _made++;

    public void Return(int slot) => _free.Push(slot);
}
