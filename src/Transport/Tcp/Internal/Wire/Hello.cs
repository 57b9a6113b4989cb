using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// What a client says of itself (docs/wire/tcp.md, section 4.1), little-endian:
/// <code>
///  0       1       2           4           8              12             16
/// +-------+-------+-----------+-----------+--------------+--------------+
/// | min v | max v | heartbeat | max frame | max message  | credit msgs  |
/// +-------+-------+-----------+-----------+--------------+--------------+
/// | features (u64)                 | credit bytes (u64)                 |  16
/// +--------------------------------+------------------------------------+
/// | client id (16 bytes)                                                |  32
/// +-------+-------+-----------+-----------------------------------------+
/// | auth  | zero  | auth len  | auth ... , then options                 |  48
/// +-------+-------+-----------+-----------------------------------------+
/// </code>
/// </summary>
internal readonly record struct Hello
{
    /// <summary>The length of the fixed part.</summary>
    public const int Size = 52;

    /// <summary>The longest HELLO accepted, with authentication and options: 4 KiB.</summary>
    public const int MaxSize = 4096;

    public byte MinVersion { get; init; }

    public byte MaxVersion { get; init; }

    public SessionTerms Terms { get; init; }

    public Features Features { get; init; }

    /// <summary>How many requests the client takes in flight.</summary>
    public uint Requests { get; init; }

    /// <summary>The compression algorithms that the client has, the best first, a copy; null or empty for none.</summary>
    public byte[]? Algorithms { get; init; }

    public Guid ClientId { get; init; }

    /// <summary>How the client proves who it is; 0 for not at all.</summary>
    public byte CredentialKind { get; init; }

    /// <summary>The proof, a copy.</summary>
    public byte[] Credential { get; init; }

    /// <summary>Which session it resumes, and where; null for a new one.</summary>
    public ResumePoint? Resume { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> source, out Hello hello)
    {
        hello = default;
        if (source.Length < Size || source.Length > MaxSize)
        {
            return false;
        }

        int authLength = BinaryPrimitives.ReadUInt16LittleEndian(source[50..]);
        if (authLength > source.Length - Size || !WireOptions.AreKnown(source[(Size + authLength)..]))
        {
            return false;
        }

        hello = new Hello
        {
            MinVersion = source[0],
            MaxVersion = source[1],
            Terms = SessionTerms.Read(source),
            Features = (Features)BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            Requests = WireOptions.ReadRequests(source[(Size + authLength)..]),
            Algorithms = WireOptions.ReadAlgorithms(source[(Size + authLength)..]).ToArray(),
            Resume = WireOptions.ReadResume(source[(Size + authLength)..]),
            ClientId = new Guid(source.Slice(32, 16)),
            CredentialKind = source[48],
            Credential = source.Slice(Size, authLength).ToArray(),
        };
        return true;
    }

    public int Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        destination[0] = MinVersion;
        destination[1] = MaxVersion;
        Terms.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (ulong)Features);
        ClientId.TryWriteBytes(destination[32..]);
        byte[] credential = Credential ?? [];
        destination[48] = credential.Length == 0 ? (byte)0 : CredentialKind;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[50..], (ushort)credential.Length);
        credential.CopyTo(destination[Size..]);
        int length = Size + credential.Length;
        length += WireOptions.WriteRequests(destination[length..], Requests);
        length += WireOptions.WriteAlgorithms(destination[length..], Algorithms);
        return length + WireOptions.WriteResume(destination[length..], Resume);
    }
}
