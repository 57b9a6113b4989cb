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
            bool tooShort = type == Requests && length < sizeof(uint);
            if ((type & MustUnderstand) != 0 || length > options.Length - HeaderSize || tooShort)
            {
                return false;
            }

            options = options[(HeaderSize + length)..];
        }

        return true;
    }

    /// <summary>How many requests the sender takes in flight. Only for options that <see cref="AreKnown"/>.</summary>
    public static uint ReadRequests(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(options[2..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(options) == Requests)
            {
                return BinaryPrimitives.ReadUInt32LittleEndian(options[HeaderSize..]);
            }

            options = options[(HeaderSize + length)..];
        }

        return RequestsUnsaid;
    }

    /// <summary>Says how many requests this side takes in flight, unless that goes without saying.</summary>
    public static int WriteRequests(Span<byte> destination, uint inFlight)
    {
        if (inFlight == RequestsUnsaid)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination, Requests);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[HeaderSize..], inFlight);
        return HeaderSize + sizeof(uint);
    }
}
