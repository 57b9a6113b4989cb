using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Peers;

/// <summary>zmq_msg_t: 64 opaque bytes, aligned like a pointer.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ZmqMessage
{
    private readonly long _opaque;
}
