using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// Sends what carries no data: heartbeats, end markers, and the parities over what was sent. What the kernel does not take
/// is counted and not tried again. Only with the sending role.
/// </summary>
internal sealed class ControlSender
{
    private readonly IDatagramSender _link;
    private readonly IWireFormat _format;
    private readonly byte[] _datagram;
    private readonly DatagramRange[] _range = new DatagramRange[1];
    private readonly ParityEncoder? _parity;

    public ControlSender(IDatagramSender link, IWireFormat format, MulticastSenderOptions options)
    {
        _link = link;
        _format = format;
        _datagram = GC.AllocateArray<byte>(options.MaxDatagramLength, pinned: true);
        _parity = options.Parity is { } shape ? new ParityEncoder(shape, options.MaxDatagramLength) : null;
    }

    /// <summary>Heartbeats and end markers that the kernel took.</summary>
    public long Sent { get; private set; }

    /// <summary>Heartbeats and end markers that it did not take.</summary>
    public long Missed { get; private set; }

    /// <summary>Parities that the kernel took.</summary>
    public long ParitiesSent { get; private set; }

    /// <summary>Parities that it did not take.</summary>
    public long ParitiesMissed { get; private set; }

    /// <summary>A data datagram was sent: sends the parities that are due by it, and gives how many bytes they were.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="datagram">The datagram.</param>
    /// <param name="wallNanoseconds">Nanoseconds since 1970.</param>
    public int Cover(long number, ReadOnlySpan<byte> datagram, long wallNanoseconds)
    {
        if (_parity is null)
        {
            return 0;
        }

        _parity.Add(number, datagram);
        return SendParities(_parity, number + 1, wallNanoseconds);
    }

    /// <summary>Sends a heartbeat or an end marker, if the format has one, behind the parities over what was sent.</summary>
    /// <param name="kind">Which of them.</param>
    /// <param name="next">The number of the next data datagram.</param>
    /// <param name="wallNanoseconds">Nanoseconds since 1970.</param>
    public void Send(PacketKind kind, long next, long wallNanoseconds)
    {
        if (_parity is not null)
        {
            _parity.Flush();
            SendParities(_parity, next, wallNanoseconds);
        }

        bool isSent = TrySend(kind, next, wallNanoseconds, payloadLength: 0, out int length);
        Sent += isSent ? 1 : 0;
        Missed += !isSent && length > 0 ? 1 : 0;
    }

    private int SendParities(ParityEncoder parity, long next, long wallNanoseconds)
    {
        int bytes = 0;
        while (parity.TryTake(_datagram.AsSpan(_format.HeaderLength), out int payloadLength))
        {
            bool isSent = TrySend(PacketKind.Parity, next, wallNanoseconds, payloadLength, out int length);
            ParitiesSent += isSent ? 1 : 0;
            ParitiesMissed += isSent ? 0 : 1;
            bytes += length;
        }

        return bytes;
    }

    private bool TrySend(PacketKind kind, long next, long wallNanoseconds, int payloadLength, out int length)
    {
        length = _format.WriteControl(_datagram, kind, next, wallNanoseconds, payloadLength);
        if (length == 0)
        {
            return false;
        }

        _format.Seal(_datagram.AsSpan(0, length));
        _range[0] = new DatagramRange(0, length);
        return _link.Send(_datagram, _range) is { Error: SocketError.Success, Bytes: 1 };
    }
}
