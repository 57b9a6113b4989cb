using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Messages of many frames, which leave from the caller's memory and arrive where they are put together.</summary>
public sealed class LargeMessagesTests
{
    /// <summary>However the bytes are cut on their way, in frames of 64 KiB.</summary>
    [Theory]
    [InlineData(900)]
    [InlineData(8_192)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(70_001)]
    [InlineData(1 << 20)]
    public async Task Arrive_as_they_were_sent(int capacity)
    {
        await using SessionRig rig = await SessionRig.StartAsync(capacity: capacity);
        int[] lengths = [300_000, 5, 200_000, 131_056, 131_057, 65_529, 0, 400_000];
        byte[] sent = [.. Enumerable.Range(0, 400_000).Select(i => (byte)((i * 31) ^ (i >> 10)))];

        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < lengths.Length; i++)
                {
                    Assert.Equal(SendStatus.Sent, await rig.Client.SendAsync(sent.AsMemory(i, Math.Min(lengths[i], sent.Length - i))));
                }
            },
            TestContext.Current.CancellationToken);

        for (int i = 0; i < lengths.Length; i++)
        {
            using Message message = await rig.Server.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.True(sent.AsSpan(i, Math.Min(lengths[i], sent.Length - i)).SequenceEqual(message.Span), $"message {i}");
        }

        await sending.WithinAsync();
    }
}
