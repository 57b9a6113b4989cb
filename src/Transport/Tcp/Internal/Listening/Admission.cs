using System.Net;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Listening;

/// <summary>Counts who is in, against the limits of a listener.</summary>
internal sealed class Admission
{
    private readonly ListenLimits _limits;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private int _connections;
    private int _halfOpen;

    public Admission(ListenLimits limits) => _limits = limits;

    /// <summary>Lets a connection in as half open.</summary>
    /// <returns>Its place; null when a limit is reached, and then nothing was counted.</returns>
    public Place? TryEnter(EndPoint? remote, out string? limit)
    {
        lock (_gate)
        {
            limit = LimitReached(AddressOf(remote), out int ofAddress);
            if (limit is not null)
            {
                return null;
            }

            _connections++;
            _halfOpen++;
            if (AddressOf(remote) is { } address)
            {
                _perAddress[address] = ofAddress + 1;
            }

            return new Place(this, remote);
        }
    }

    /// <summary>The handshake is done.</summary>
    public void Establish()
    {
        lock (_gate)
        {
            _halfOpen--;
        }
    }

    /// <summary>A connection has gone.</summary>
    public void Leave(EndPoint? remote, HandshakeState state)
    {
        lock (_gate)
        {
            _connections--;
            _halfOpen -= state == HandshakeState.Unfinished ? 1 : 0;
            if (AddressOf(remote) is { } address && --_perAddress[address] == 0)
            {
                _perAddress.Remove(address);
            }
        }
    }

    private static IPAddress? AddressOf(EndPoint? remote) => (remote as IPEndPoint)?.Address;

    private string? LimitReached(IPAddress? address, out int ofAddress)
    {
        ofAddress = 0;
        if (_connections >= _limits.MaxConnections)
        {
            return $"{nameof(ListenLimits.MaxConnections)} is {_limits.MaxConnections} and reached";
        }

        if (_halfOpen >= _limits.MaxHalfOpen)
        {
            return $"{nameof(ListenLimits.MaxHalfOpen)} is {_limits.MaxHalfOpen} and reached";
        }

        return address is not null && _perAddress.TryGetValue(address, out ofAddress) && ofAddress >= _limits.MaxPerAddress
            ? $"{nameof(ListenLimits.MaxPerAddress)} is {_limits.MaxPerAddress} and reached by {address}"
            : null;
    }
}
