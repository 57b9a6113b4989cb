using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// What proves that a connection belongs to a session: 32 random bytes, or zero for none. Two are compared in constant
/// time, and none is ever shown.
/// </summary>
internal readonly struct SessionToken
{
    public const int Size = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private SessionToken(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
    }

    public bool IsNone => (_first | _second | _third | _fourth) == 0;

    /// <summary>A new one, from the system's generator.</summary>
    public static SessionToken Draw()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return new SessionToken(bytes);
    }

    public static SessionToken Read(ReadOnlySpan<byte> source) => new(source[..Size]);

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _fourth);
    }

    /// <summary>Whether they are the same, in a time that does not depend on where they differ.</summary>
    public bool Matches(SessionToken other) =>
        ((_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third) | (_fourth ^ other._fourth)) == 0;

    /// <summary>What a table finds it by: a hash, so that the time a search takes says nothing about the token.</summary>
    public UInt128 Index()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Write(bytes);
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public override string ToString() => IsNone ? "no token" : "a token";
}
