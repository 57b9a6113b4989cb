namespace Sockets.Transport.Multicast;

/// <summary>
/// Receives messages on the receiver's own thread: the shortest way from the kernel to the application. While a call
/// runs nothing is received, and what does not fit the kernel's buffer meanwhile is lost there, and counted there. One
/// that throws stops the receiver.
/// </summary>
public interface IMulticastHandler
{
    /// <summary>A message arrived. Calls never overlap.</summary>
    /// <param name="info">What is known about it.</param>
    /// <param name="payload">The payload; borrowed, and gone when the call returns.</param>
    void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload);

    /// <summary>Everything that had arrived so far was handed over.</summary>
    void OnBatchEnd()
    {
    }

    /// <summary>A source came, went or began anew.</summary>
    /// <param name="source">Which.</param>
    /// <param name="change">What happened.</param>
    void OnSource(MulticastSource source, MulticastSourceChange change)
    {
    }
}
