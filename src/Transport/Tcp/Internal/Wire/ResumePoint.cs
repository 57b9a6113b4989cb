using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// Where one side stands in a session that is resumed (docs/wire/tcp.md, section 4.5), little-endian:
/// <code>
///  0                      32              40                48              56
/// +----------------------+---------------+-----------------+---------------+
/// | session token        | last received | first available | cost before   |
/// +----------------------+---------------+-----------------+---------------+
/// </code>
/// </summary>
/// <param name="Token">Which session.</param>
/// <param name="LastReceived">The number of the last message that this side received whole.</param>
/// <param name="FirstAvailable">The number of the first message that it can send again, or of its next one.</param>
/// <param name="CostBefore">The credit that all its messages before that one took.</param>
internal readonly record struct ResumePoint(SessionToken Token, ulong LastReceived, ulong FirstAvailable, ulong CostBefore)
{
    public const int Size = 56;

    public static ResumePoint Read(ReadOnlySpan<byte> source) => new(
        SessionToken.Read(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[48..]));

    public void Write(Span<byte> destination)
    {
        Token.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], LastReceived);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], FirstAvailable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..], CostBefore);
    }
}
