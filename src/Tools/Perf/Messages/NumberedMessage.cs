using System.Buffers.Binary;

namespace Sockets.Tools.Perf.Messages;

/// <summary>
/// The beginning of every message that is measured, so that the receiver can tell by itself what is missing, and how
/// long it took:
/// <code>
/// 0        8       9       17       25
/// +--------+-------+-------+--------+---------
/// | number | flags | due   | sent   | filling
/// +--------+-------+-------+--------+---------
/// </code>
/// All little endian. The number counts from 0. The flags are the phase, whether the two times are there, and whether the
/// message is to be sent back. The times are nanoseconds of the sending stream's clock.
/// </summary>
internal static class NumberedMessage
{
    /// <summary>The shortest message that has room for a number.</summary>
    public const int Length = FlagsOffset + 1;

    /// <summary>The shortest message that has room for the times too.</summary>
    public const int StampedLength = SentOffset + sizeof(long);

    private const int FlagsOffset = sizeof(long);
    private const int DueOffset = Length;
    private const int SentOffset = DueOffset + sizeof(long);

    private const byte PhaseBits = 0x03;
    private const byte Stamped = 0x40;
    private const byte WantsAnswer = 0x80;

    public static void Write(Span<byte> message, long number, MessagePhase phase)
    {
        message[FlagsOffset] = (byte)phase;
        BinaryPrimitives.WriteInt64LittleEndian(message, number);
    }

    /// <summary>Adds the times to a message that was written.</summary>
    /// <param name="message">At least <see cref="StampedLength"/> bytes.</param>
    /// <param name="due">When it was meant to be sent.</param>
    /// <param name="sent">When it is sent.</param>
    public static void Stamp(Span<byte> message, long due, long sent)
    {
        message[FlagsOffset] |= Stamped;
        BinaryPrimitives.WriteInt64LittleEndian(message[DueOffset..], due);
        BinaryPrimitives.WriteInt64LittleEndian(message[SentOffset..], sent);
    }

    /// <summary>Asks the receiver to send a message back that was written.</summary>
    public static void AskBack(Span<byte> message) => message[FlagsOffset] |= WantsAnswer;

    public static long Read(ReadOnlySpan<byte> message, out MessagePhase phase)
    {
        phase = (MessagePhase)(message[FlagsOffset] & PhaseBits);
        return BinaryPrimitives.ReadInt64LittleEndian(message);
    }

    /// <summary>Whether the message is to be sent back.</summary>
    public static bool IsAskedBack(ReadOnlySpan<byte> message) => (message[FlagsOffset] & WantsAnswer) != 0;

    /// <summary>The times, if there are any.</summary>
    public static bool TryReadTimes(ReadOnlySpan<byte> message, out long due, out long sent)
    {
        if ((message[FlagsOffset] & Stamped) == 0)
        {
            due = sent = 0;
            return false;
        }

        due = BinaryPrimitives.ReadInt64LittleEndian(message[DueOffset..]);
        sent = BinaryPrimitives.ReadInt64LittleEndian(message[SentOffset..]);
        return true;
    }
}
