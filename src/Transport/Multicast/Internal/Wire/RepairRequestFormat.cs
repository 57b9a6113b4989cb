namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>A receiver's request for numbers that it misses (docs/wire/multicast.md, section 8).</summary>
/// <param name="seal">With it requests are sealed, and others are not read; null for requests in clear.</param>
internal sealed class RepairRequestFormat(DatagramSeal? seal)
{
    /// <summary>The longest request.</summary>
    public const int MostLength = Tmc1Header.Size + (RepairRange.MostPerRequest * RepairRange.Size) + DatagramSeal.TrailerLength;

    private readonly byte[] _opened = new byte[RepairRange.MostPerRequest * RepairRange.Size];

    /// <summary>Writes a request. Gives its length.</summary>
    public int Write(Span<byte> datagram, ushort stream, uint epoch, ReadOnlySpan<RepairRange> ranges, long sentNanoseconds)
    {
        new Tmc1Header
        {
            Type = Tmc1Type.Nak,
            Flags = seal is null ? Tmc1Flags.None : Tmc1Flags.Sealed,
            Stream = stream,
            Epoch = epoch,
            PayloadLength = (ushort)(ranges.Length * RepairRange.Size),
            Sequence = ranges[0].First,
            Sent = sentNanoseconds,
        }.Write(datagram);
        int length = Tmc1Header.Size;
        foreach (RepairRange range in ranges)
        {
            range.Write(datagram[length..]);
            length += RepairRange.Size;
        }

        length += seal is null ? 0 : DatagramSeal.TrailerLength;
        seal?.Seal(datagram[..length]);
        return length;
    }

    /// <summary>Reads a request for this run. Gives how many ranges; 0 when it is none, or not for this run, or not authentic.</summary>
    public int Read(ReadOnlySpan<byte> datagram, ushort stream, uint epoch, Span<RepairRange> ranges)
    {
        if (datagram.Length > MostLength
            || !Tmc1Header.TryRead(datagram, out Tmc1Header header)
            || header.Type != Tmc1Type.Nak || header.IsFragment || header.Stream != stream || header.Epoch != epoch
            || header.PayloadLength > _opened.Length
            || header.Flags.HasFlag(Tmc1Flags.Sealed) != (seal is not null))
        {
            return 0;
        }

        ReadOnlySpan<byte> payload = datagram.Slice(Tmc1Header.Size, header.PayloadLength);
        if (seal is not null)
        {
            Span<byte> opened = _opened.AsSpan(0, header.PayloadLength);
            if (!seal.TryOpen(datagram, opened))
            {
                return 0;
            }

            payload = opened;
        }

        return RepairRange.Read(payload, ranges);
    }
}
