using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// The seam to the kernel for a stream of bytes. One receive and one send may be under way at a time. On a link that
/// owns threads of its own the waits block those threads and come back completed.
/// </summary>
internal interface IStreamLink : IDisposable
{
    EndPoint? LocalEndPoint { get; }

    EndPoint? RemoteEndPoint { get; }

    /// <summary>Whether bytes wait in the kernel unread: a peer we have not listened to is not a silent one.</summary>
    bool HasUnread { get; }

    /// <summary>Whether a wait holds the calling thread until it is over.</summary>
    bool WaitsInPlace { get; }

    /// <summary>Whether it sends from several places in one call, by <see cref="TrySend(ReadOnlySpan{IoVector})"/>.</summary>
    bool Gathers { get; }

    /// <summary>Whether bytes may flow. A link that has to agree on something first is opened before anything else.</summary>
    bool IsOpen => true;

    /// <summary>Why it failed, where a socket error does not say it; else null.</summary>
    LinkFailure? Failure => null;

    /// <summary>Whether the end of the peer's stream is one that anybody in between could have made.</summary>
    bool EndWasCut => false;

    /// <summary>Agrees on what has to be agreed on before bytes may flow. Called once, by who receives.</summary>
    ValueTask<LinkResult> OpenAsync() => new(new LinkResult(0, SocketError.Success));

    /// <summary>Waits for bytes and takes them; with an empty buffer it only waits.</summary>
    ValueTask<LinkResult> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Waits for bytes and takes them into the first buffer and, if that gets full, maybe into the second.</summary>
    ValueTask<LinkResult> ReceiveAsync(Memory<byte> first, Memory<byte> second);

    /// <summary>Hands over what the kernel takes without waiting. Never blocks.</summary>
    LinkResult TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Hands over what the kernel takes of all the pieces without waiting. Only where <see cref="Gathers"/> says so.</summary>
    LinkResult TrySend(ReadOnlySpan<IoVector> pieces);

    /// <summary>Waits until the kernel takes some of the bytes.</summary>
    ValueTask<LinkResult> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Tells the peer that nothing more will come (FIN).</summary>
    void ShutdownSend();

    /// <summary>Ends both directions now and wakes whoever waits. Never blocks; may be called twice.</summary>
    void Abort();
}
