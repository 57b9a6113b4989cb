using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>An address and port as a value: comparing two allocates nothing. An IPv4 address is in its IPv6 form.</summary>
/// <param name="High">The first eight bytes of the address.</param>
/// <param name="Low">The last eight.</param>
/// <param name="Scope">The interface index of a link-local address, else 0.</param>
/// <param name="Port">The port.</param>
internal readonly record struct DatagramSource(ulong High, ulong Low, uint Scope, ushort Port)
{
    // Linux's numbers of the address families (bits/socket.h), two bytes in the machine's order.
    private const int InterNetwork = 2;
    private const int InterNetwork6 = 10;

    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsIp4 => High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <summary>Reads a socket address as Linux writes it; the default value when it is neither IPv4 nor IPv6.</summary>
    public static DatagramSource Read(ReadOnlySpan<byte> address) => address.Length < 8 ? default
        : Read(BitConverter.ToUInt16(address) switch
        {
            InterNetwork => AddressFamily.InterNetwork,
            InterNetwork6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        }, address);

    /// <summary>
    /// Reads a socket address of a family as any system writes it: they differ in how they say the family, and in nothing
    /// behind it. The default value when it is neither IPv4 nor IPv6.
    /// </summary>
    public static DatagramSource Read(AddressFamily family, ReadOnlySpan<byte> address)
    {
        if (address.Length < 8)
        {
            return default;
        }

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return family switch
        {
            AddressFamily.InterNetwork => new DatagramSource(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(address[4..]), 0, port),
            AddressFamily.InterNetworkV6 when address.Length >= 28 => new DatagramSource(
                BinaryPrimitives.ReadUInt64BigEndian(address[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(address[16..]),
                BitConverter.ToUInt32(address[24..]),
                port),
            _ => default,
        };
    }

    /// <summary>The same as an object.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        IPAddress address = new(bytes, Scope);
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, Port);
    }

    /// <inheritdoc/>
    public override string ToString() => ToEndPoint().ToString();

    /// <summary>The value of an address object.</summary>
    public static DatagramSource From(IPEndPoint endPoint)
    {
        IPAddress address = endPoint.AddressFamily == AddressFamily.InterNetwork ? endPoint.Address.MapToIPv6() : endPoint.Address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new DatagramSource(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            address.IsIPv4MappedToIPv6 ? 0 : (uint)address.ScopeId,
            (ushort)endPoint.Port);
    }
}
