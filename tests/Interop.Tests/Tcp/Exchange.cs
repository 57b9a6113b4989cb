using System.Buffers.Binary;
using System.Security.Cryptography;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>Our half of an exchange: random messages out, whatever comes in, and a digest of each way as the peer makes them.</summary>
internal static class Exchange
{
    /// <summary>Sends so many random messages of at most so many bytes.</summary>
    /// <returns>The count and digest as the peer prints them.</returns>
    public static async Task<string> SendAsync(MessageConnection connection, int count, int longest, Random random, CancellationToken cancellationToken)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[longest];
        for (int i = 0; i < count; i++)
        {
            // Short ones are as likely as long ones, and the longest comes too.
            int length = random.Next(100) == 0 ? longest : (int)Math.Pow(longest + 1, random.NextDouble()) - 1;
            random.NextBytes(buffer.AsSpan(0, length));
            Add(digest, buffer.AsSpan(0, length));
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(buffer.AsMemory(0, length), cancellationToken));
        }

        return Say(count, digest);
    }

    /// <summary>Takes so many messages.</summary>
    /// <returns>The count and digest as the peer prints them.</returns>
    public static async Task<string> ReceiveAsync(MessageConnection connection, int count, CancellationToken cancellationToken)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < count; i++)
        {
            using Message message = await connection.ReceiveAsync(cancellationToken);
            Add(digest, message.Span);
        }

        return Say(count, digest);
    }

    private static void Add(IncrementalHash digest, ReadOnlySpan<byte> message)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)message.Length);
        digest.AppendData(length);
        digest.AppendData(message);
    }

    private static string Say(int count, IncrementalHash digest) => $"{count} {Convert.ToHexStringLower(digest.GetHashAndReset())}";
}
