using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>A link that takes what its script says, and keeps what it took.</summary>
/// <param name="next">What the kernel says to so many datagrams: how many it takes, or why none.</param>
internal sealed class ScriptedSender(Func<int, LinkResult> next) : IDatagramSender
{
    public List<byte[]> Taken { get; } = [];

    /// <summary>How many datagrams each call took that took any.</summary>
    public List<int> Calls { get; } = [];

    /// <summary>How often its owner waited for room.</summary>
    public int Waits { get; private set; }

    public long OffloadFallbacks => 0;

    public bool Offloads => false;

    public static LinkResult Refuses(SocketError error) => new(0, error);

    public static LinkResult Takes(int datagrams) => new(datagrams, SocketError.Success);

    public LinkResult Send(byte[] memory, ReadOnlySpan<DatagramRange> datagrams)
    {
        LinkResult result = next(datagrams.Length);
        if (result.Error != SocketError.Success)
        {
            return result;
        }

        int taken = Math.Min(result.Bytes, datagrams.Length);
        foreach (DatagramRange range in datagrams[..taken])
        {
            Taken.Add(memory[range.Offset..(range.Offset + range.Length)]);
        }

        Calls.Add(taken);
        return Takes(taken);
    }

    public void WaitForRoom(TimeSpan atMost) => Waits++;

    public void Dispose()
    {
    }
}
