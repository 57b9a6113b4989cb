using System.Net.Sockets;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>What an outbox asks of the connection it sends for.</summary>
internal interface IOutboxOwner
{
    /// <summary>
    /// Writes the control frames that are due, at most <see cref="Outbox.ControlLength"/> bytes; they go out before any
    /// data. Called with the outbox's gate held, when control was requested.
    /// </summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="messagesOnWire">How many messages went out whole before these frames.</param>
    int WriteControl(Span<byte> destination, ulong messagesOnWire);

    /// <summary>Whether the control frames that were written last break the connection off: nothing follows them. Gate held.</summary>
    bool IsBrokenOff { get; }

    /// <summary>There is room again after an append was refused. Called without the gate.</summary>
    void OnRoom();

    /// <summary>The kernel refused for good. Called without the gate, once.</summary>
    void OnSendFailed(SocketError error);
}
