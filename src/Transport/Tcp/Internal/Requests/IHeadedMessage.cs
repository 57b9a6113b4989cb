using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>A request or a reply on its way onto the wire. Everything is called with the outbox's gate held.</summary>
internal interface IHeadedMessage
{
    /// <summary>What stands in front of the payload, as of now.</summary>
    MessageHead Head { get; }

    /// <summary>The payload; unchanged until the message was posted.</summary>
    ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Its place in the line of those who wait for credit or room; null when it does not wait. The lane's own.</summary>
    SendWaiter? Waiting { get; set; }

    /// <summary>What became of it after it had waited: Sent or Closed.</summary>
    void OnPosted(SendStatus status);
}
