namespace Sockets.Transport.Links;

/// <summary>
/// Sends everything twice, to two places: what the first link takes is offered to the second, once. What that one does not
/// take is counted and not tried again, so that one way never waits for the other.
/// </summary>
/// <param name="first">The link that decides; owned from now on.</param>
/// <param name="second">The other one; owned from now on.</param>
internal sealed class TwinSender(IDatagramSender first, IDatagramSender second) : IDatagramSender
{
    public long OffloadFallbacks => first.OffloadFallbacks + second.OffloadFallbacks;

    public bool Offloads => first.Offloads;

    /// <summary>Datagrams that the second link took. To be read by who sends.</summary>
    public long Copied { get; private set; }

    /// <summary>Datagrams that the first link took and the second did not. To be read by who sends.</summary>
    public long Missed { get; private set; }

    public LinkResult Send(byte[] memory, ReadOnlySpan<DatagramRange> datagrams)
    {
        LinkResult sent = first.Send(memory, datagrams);
        if (sent.Failed || sent.Bytes == 0)
        {
            return sent;
        }

        ReadOnlySpan<DatagramRange> again = datagrams[..sent.Bytes];
        while (!again.IsEmpty)
        {
            LinkResult copied = second.Send(memory, again);
            if (copied.Failed || copied.Bytes == 0)
            {
                Missed += again.Length;
                break;
            }

            Copied += copied.Bytes;
            again = again[copied.Bytes..];
        }

        return sent;
    }

    public void WaitForRoom(TimeSpan atMost) => first.WaitForRoom(atMost);

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
