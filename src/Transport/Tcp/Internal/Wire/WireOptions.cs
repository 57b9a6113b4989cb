using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The options behind the fixed part of HELLO and WELCOME: type (u16), length (u16), value. The type's highest bit says
/// that who does not know the option must refuse; without it the option is skipped (TRN1-H6).
/// </summary>
internal static class WireOptions
{
    private const int HeaderSize = 4;
    private const ushort MustUnderstand = 0x8000;

    /// <summary>How many requests the sender takes in flight: u32 (TRN1-Q4).</summary>
    private const ushort Requests = 1;

    /// <summary>The compression algorithms that a client has, or the one that the server chose: a byte each (TRN1-Z1).</summary>
    private const ushort Algorithms = 2;

    /// <summary>Where a session is resumed: a <see cref="ResumePoint"/> (TRN1-S3).</summary>
    private const ushort Resume = 3;

    /// <summary>What a side takes that does not say.</summary>
    private const uint RequestsUnsaid = RequestOptions.DefaultMaxInFlight;

    /// <summary>Whether the options are whole and none of them must be understood that this version does not know.</summary>
    public static bool AreKnown(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options.Length < HeaderSize)
            {
                return false;
            }

            ushort type = BinaryPrimitives.ReadUInt16LittleEndian(options);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(options[2..]);
            bool tooShort = (type == Requests && length < sizeof(uint)) || (type == Resume && length < ResumePoint.Size);
            if ((type & MustUnderstand) != 0 || length > options.Length - HeaderSize || tooShort)
            {
                return false;
            }

            options = options[(HeaderSize + length)..];
        }

        return true;
    }

    /// <summary>How many requests the sender takes in flight. Only for options that <see cref="AreKnown"/>.</summary>
    public static uint ReadRequests(ReadOnlySpan<byte> options) =>
        TryFind(options, Requests, out ReadOnlySpan<byte> value) ? BinaryPrimitives.ReadUInt32LittleEndian(value) : RequestsUnsaid;

    /// <summary>Where the sender wants to resume; null where it does not. Only for options that <see cref="AreKnown"/>.</summary>
    public static ResumePoint? ReadResume(ReadOnlySpan<byte> options) =>
        TryFind(options, Resume, out ReadOnlySpan<byte> value) ? ResumePoint.Read(value) : null;

    /// <summary>Says where this side resumes, if it does.</summary>
    public static int WriteResume(Span<byte> destination, ResumePoint? point)
    {
        if (point is null)
        {
            return 0;
        }

        Span<byte> value = stackalloc byte[ResumePoint.Size];
        point.Value.Write(value);
        return Write(destination, Resume, value);
    }

    /// <summary>Says how many requests this side takes in flight, unless that goes without saying.</summary>
    public static int WriteRequests(Span<byte> destination, uint inFlight)
    {
        if (inFlight == RequestsUnsaid)
        {
            return 0;
        }

        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(value, inFlight);
        return Write(destination, Requests, value);
    }

    /// <summary>The compression algorithms, the best first. Only for options that <see cref="AreKnown"/>.</summary>
    public static ReadOnlySpan<byte> ReadAlgorithms(ReadOnlySpan<byte> options) =>
        TryFind(options, Algorithms, out ReadOnlySpan<byte> value) ? value : default;

    /// <summary>Says which compression algorithms there are, if there are any.</summary>
    public static int WriteAlgorithms(Span<byte> destination, ReadOnlySpan<byte> algorithms) =>
        algorithms.IsEmpty ? 0 : Write(destination, Algorithms, algorithms);

    private static bool TryFind(ReadOnlySpan<byte> options, ushort type, out ReadOnlySpan<byte> value)
    {
        while (!options.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(options[2..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(options) == type)
            {
                value = options.Slice(HeaderSize, length);
                return true;
            }

            options = options[(HeaderSize + length)..];
        }

        value = default;
        return false;
    }

    private static int Write(Span<byte> destination, ushort type, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, type);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], (ushort)value.Length);
        value.CopyTo(destination[HeaderSize..]);
        return HeaderSize + value.Length;
    }
}
