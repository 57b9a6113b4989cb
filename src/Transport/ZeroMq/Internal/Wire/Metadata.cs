using System.Buffers.Binary;
using System.Text;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// The properties in READY and INITIATE: <c>name-length(1) name value-length(4) value</c>, any number of them. Names are
/// written exactly as peers compare them, and compared here without regard to case, as the specification says.
/// </summary>
/// <param name="SocketType">What the peer's socket is; null when it does not say.</param>
/// <param name="Identity">The routing id the peer asks for; empty when it does not.</param>
internal sealed record Metadata(string? SocketType, byte[] Identity)
{
    /// <summary>The longest routing id, which has to fit into one octet's length.</summary>
    public const int LongestIdentity = 255;

    /// <summary>The longest that this side writes.</summary>
    public const int MaxLength = 64 + LongestIdentity;

    private static ReadOnlySpan<byte> SocketTypeName => "Socket-Type"u8;

    private static ReadOnlySpan<byte> IdentityName => "Identity"u8;

    /// <summary>Writes this side's properties.</summary>
    /// <returns>Their length, at most <see cref="MaxLength"/>.</returns>
    public static int Write(Span<byte> destination, ZmqSocketType type, ReadOnlySpan<byte> identity)
    {
        Span<byte> name = stackalloc byte[8];
        int nameLength = Encoding.ASCII.GetBytes(SocketTypes.NameOf(type), name);
        int at = WriteProperty(destination, SocketTypeName, name[..nameLength]);
        return SocketTypes.SaysIdentity(type) ? at + WriteProperty(destination[at..], IdentityName, identity) : at;
    }

    /// <summary>Reads the peer's properties; those that mean nothing here are passed over.</summary>
    /// <exception cref="ProtocolViolationException">A name is empty, a length points past the end, or an identity is too long.</exception>
    public static Metadata Read(ReadOnlySpan<byte> properties)
    {
        string? type = null;
        byte[] identity = [];
        while (!properties.IsEmpty)
        {
            ReadOnlySpan<byte> name = TakeName(ref properties);
            ReadOnlySpan<byte> value = TakeValue(ref properties, name);
            if (Ascii.EqualsIgnoreCase(name, SocketTypeName))
            {
                type = Encoding.Latin1.GetString(value[..Math.Min(value.Length, LongestIdentity)]);
            }
            else if (Ascii.EqualsIgnoreCase(name, IdentityName))
            {
                identity = value.Length <= LongestIdentity
                    ? value.ToArray()
                    : throw new ProtocolViolationException($"The peer's identity has {value.Length} bytes, the limit is {LongestIdentity}.");
            }
        }

        return new Metadata(type, identity);
    }

    private static int WriteProperty(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        destination[0] = (byte)name.Length;
        name.CopyTo(destination[1..]);
        int at = 1 + name.Length;
        BinaryPrimitives.WriteInt32BigEndian(destination[at..], value.Length);
        value.CopyTo(destination[(at + sizeof(int))..]);
        return at + sizeof(int) + value.Length;
    }

    private static ReadOnlySpan<byte> TakeName(ref ReadOnlySpan<byte> properties)
    {
        int length = properties[0];
        if (length == 0 || length > properties.Length - 1)
        {
            throw new ProtocolViolationException(
                $"The peer's properties have a name of {length} bytes where {properties.Length - 1} are left.");
        }

        ReadOnlySpan<byte> name = properties.Slice(1, length);
        properties = properties[(1 + length)..];
        return name;
    }

    private static ReadOnlySpan<byte> TakeValue(ref ReadOnlySpan<byte> properties, scoped ReadOnlySpan<byte> name)
    {
        if (properties.Length < sizeof(int))
        {
            throw new ProtocolViolationException($"The peer's property {WireText.Show(name)} has no value.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(properties);
        properties = properties[sizeof(int)..];
        if (length > (uint)properties.Length)
        {
            throw new ProtocolViolationException(
                $"The peer's property {WireText.Show(name)} has a value of {length} bytes where {properties.Length} are left.");
        }

        ReadOnlySpan<byte> value = properties[..(int)length];
        properties = properties[(int)length..];
        return value;
    }
}
