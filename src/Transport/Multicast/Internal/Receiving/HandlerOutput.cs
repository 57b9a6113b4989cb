using Sockets.Transport.Buffers;
using Sockets.Transport.Multicast.Internal.Queueing;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>Messages go to the application's handler, on the receive thread.</summary>
internal sealed class HandlerOutput(IMulticastHandler handler) : IPipelineOutput
{
    /// <summary>Packets and messages handed over.</summary>
    public (long Packets, long Messages) Delivered { get; private set; }

    public void Deliver(in MulticastInfo info, ReadOnlySpan<byte> payload, int packets, in FrameMark mark, int maxAge)
    {
        Delivered = (Delivered.Packets + packets, Delivered.Messages + 1);
        handler.OnMessage(info, payload);
    }

    public void Deliver(in MulticastInfo info, PooledBuffer buffer, int length, int packets, in FrameMark mark, int maxAge)
    {
        Delivered = (Delivered.Packets + packets, Delivered.Messages + 1);
        try
        {
            handler.OnMessage(info, buffer.Array.AsSpan(0, length));
        }
        finally
        {
            buffer.Release();
        }
    }

    public void OnSource(MulticastSource source, MulticastSourceChange change) => handler.OnSource(source, change);
}
