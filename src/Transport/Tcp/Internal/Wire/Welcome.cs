using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The server's answer to a HELLO it accepts (docs/wire/tcp.md, section 4.2), little-endian:
/// <code>
///  0       1       2           4           8              12             16
/// +-------+-------+-----------+-----------+--------------+--------------+
/// | vers. | zero  | heartbeat | max frame | max message  | credit msgs  |
/// +-------+-------+-----------+-----------+--------------+--------------+
/// | features (u64)                 | credit bytes (u64)                 |  16
/// +--------------------------------+------------------------------------+
/// | server instance (16 bytes)                                          |  32
/// +---------------------------------------------------------------------+
/// | session token (32 bytes)                                            |  48
/// +---------------+-----------------------------------------------------+
/// | resume ms     | options                                             |  80
/// +---------------+-----------------------------------------------------+
/// </code>
/// </summary>
internal readonly record struct Welcome
{
    /// <summary>The length of the fixed part.</summary>
    public const int Size = 84;

    /// <summary>The longest WELCOME accepted, with options: 4 KiB.</summary>
    public const int MaxSize = 4096;

    public byte Version { get; init; }

    public SessionTerms Terms { get; init; }

    public Features Features { get; init; }

    /// <summary>How many requests the server takes in flight.</summary>
    public uint Requests { get; init; }

    /// <summary>The compression algorithm that the server chose; 0 for none.</summary>
    public byte Algorithm { get; init; }

    public Guid ServerInstance { get; init; }

    /// <summary>What the session is resumed by; zero where it cannot be.</summary>
    public SessionToken Token { get; init; }

    /// <summary>How long after a cut it can be resumed; 0 where it cannot be.</summary>
    public uint ResumeMilliseconds { get; init; }

    /// <summary>Where the session goes on; null when it is a new one.</summary>
    public ResumePoint? Resume { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> source, out Welcome welcome)
    {
        welcome = default;
        if (source.Length < Size || source.Length > MaxSize || !WireOptions.AreKnown(source[Size..]))
        {
            return false;
        }

        welcome = new Welcome
        {
            Version = source[0],
            Terms = SessionTerms.Read(source),
            Features = (Features)BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            Requests = WireOptions.ReadRequests(source[Size..]),
            Algorithm = WireOptions.ReadAlgorithms(source[Size..]) is [byte chosen, ..] ? chosen : (byte)0,
            ServerInstance = new Guid(source.Slice(32, 16)),
            Token = SessionToken.Read(source[48..]),
            ResumeMilliseconds = BinaryPrimitives.ReadUInt32LittleEndian(source[80..]),
            Resume = WireOptions.ReadResume(source[Size..]),
        };
        return true;
    }

    /// <summary>Writes the fixed part and the options; without resume the session token and the resume time are zero.</summary>
    public int Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        destination[0] = Version;
        Terms.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (ulong)Features);
        ServerInstance.TryWriteBytes(destination[32..]);
        Token.Write(destination[48..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[80..], ResumeMilliseconds);
        int length = Size + WireOptions.WriteRequests(destination[Size..], Requests);
        length += WireOptions.WriteAlgorithms(destination[length..], Algorithm == 0 ? [] : [Algorithm]);
        return length + WireOptions.WriteResume(destination[length..], Resume);
    }
}
