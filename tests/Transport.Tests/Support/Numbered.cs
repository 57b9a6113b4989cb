using System.Buffers.Binary;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// Payloads that say who sent them and as which of his messages, so that a receiver sees every loss, duplicate and
/// change of order. The receiver's side is an instance: call <see cref="Check"/> on each payload, from one thread at a time.
/// </summary>
internal sealed class Numbered(int senders)
{
    /// <summary>The shortest payload.</summary>
    public const int Size = 8;

    private readonly int[] _next = new int[senders];
    private int _count;

    /// <summary>How many payloads arrived.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Makes a payload; what is beyond its number is filled with a pattern.</summary>
    public static byte[] Make(int sender, int number, int length = Size)
    {
        byte[] payload = new byte[length];
        Write(payload, sender, number);
        for (int i = Size; i < length; i++)
        {
            payload[i] = PatternAt(i, number);
        }

        return payload;
    }

    /// <summary>Writes a payload's number.</summary>
    public static void Write(Span<byte> payload, int sender, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(payload, sender);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], number);
    }

    /// <summary>Who sent the payload.</summary>
    public static int SenderOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32LittleEndian(payload);

    /// <summary>The payload's number.</summary>
    public static int NumberOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);

    /// <summary>Fails unless this is its sender's next payload, whole.</summary>
    public void Check(ReadOnlySpan<byte> payload)
    {
        int sender = SenderOf(payload);
        int number = NumberOf(payload);
        Assert.Equal(_next[sender]++, number);
        for (int i = Size; i < payload.Length; i++)
        {
            if (payload[i] != PatternAt(i, number))
            {
                Assert.Fail($"Byte {i} of message {number} of sender {sender} is not what was sent.");
            }
        }

        Volatile.Write(ref _count, _count + 1);
    }

    private static byte PatternAt(int at, int number) => (byte)((at * 31) + number);
}
