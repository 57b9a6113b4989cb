using System.Numerics;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>The exclusive or of datagrams, each as if it went on with zeros.</summary>
/// <param name="longest">The longest of them.</param>
internal sealed class ParitySum(int longest)
{
    private readonly byte[] _sum = new byte[longest];

    /// <summary>The sum, as long as the longest datagram in it.</summary>
    public ReadOnlySpan<byte> Bytes => _sum.AsSpan(0, Length);

    public int Length { get; private set; }

    public void Add(ReadOnlySpan<byte> datagram)
    {
        Span<byte> sum = _sum.AsSpan(0, datagram.Length);
        int at = 0;
        for (; at <= datagram.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            (new Vector<byte>(sum[at..]) ^ new Vector<byte>(datagram[at..])).CopyTo(sum[at..]);
        }

        for (; at < datagram.Length; at++)
        {
            sum[at] ^= datagram[at];
        }

        Length = Math.Max(Length, datagram.Length);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _sum.AsSpan(0, Length).Clear();
        Length = 0;
    }
}
