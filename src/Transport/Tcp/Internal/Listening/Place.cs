using System.Net;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Listening;

/// <summary>What one connection counts against the limits of a listener.</summary>
internal sealed class Place
{
    private readonly Admission _admission;
    private readonly EndPoint? _remote;
    private int _established;
    private int _left;

    public Place(Admission admission, EndPoint? remote)
    {
        _admission = admission;
        _remote = remote;
    }

    /// <summary>The handshake is done.</summary>
    public void Establish()
    {
        if (Interlocked.Exchange(ref _established, 1) == 0)
        {
            _admission.Establish();
        }
    }

    /// <summary>The connection has gone; false when that was said before.</summary>
    public bool Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) != 0)
        {
            return false;
        }

        _admission.Leave(_remote, _established != 0 ? HandshakeState.Finished : HandshakeState.Unfinished);
        return true;
    }
}
