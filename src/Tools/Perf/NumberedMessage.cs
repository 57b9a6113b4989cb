using System.Buffers.Binary;

namespace Sockets.Tools.Perf;

/// <summary>
/// The beginning of every message that is measured, so that the receiver can tell by itself what is missing:
/// <code>
/// 0        8       9
/// +--------+-------+----------------
/// | number | phase | filling
/// +--------+-------+----------------
/// </code>
/// The number counts from 0, little endian.
/// </summary>
internal static class NumberedMessage
{
    /// <summary>The shortest message that has room for it.</summary>
    public const int Length = PhaseOffset + 1;

    private const int PhaseOffset = sizeof(long);

    public static void Write(Span<byte> message, long number, MessagePhase phase)
    {
        message[PhaseOffset] = (byte)phase;
        BinaryPrimitives.WriteInt64LittleEndian(message, number);
    }

    public static long Read(ReadOnlySpan<byte> message, out MessagePhase phase)
    {
        phase = (MessagePhase)message[PhaseOffset];
        return BinaryPrimitives.ReadInt64LittleEndian(message);
    }
}
