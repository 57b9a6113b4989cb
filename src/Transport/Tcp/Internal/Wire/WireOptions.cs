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
            if ((type & MustUnderstand) != 0 || length > options.Length - HeaderSize)
            {
                return false;
            }

            options = options[(HeaderSize + length)..];
        }

        return true;
    }
}
