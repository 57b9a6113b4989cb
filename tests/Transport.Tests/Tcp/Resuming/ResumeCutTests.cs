using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>A scripted exchange whose connection is cut at every byte, in either direction, the handshakes included.</summary>
public sealed class ResumeCutTests
{
    /// <summary>The preamble and the client's HELLO.</summary>
    private const int FirstHello = 68;

    /// <summary>The server's WELCOME.</summary>
    private const int FirstWelcome = 92;

    private static readonly int[] s_lengths = [8, 9, 40, 8, 100, 8];

    // TRN1-S3, TRN1-S5, TRN1-S6
    [Fact]
    public async Task Arrives_once_and_in_order_wherever_the_way_to_the_server_is_cut()
    {
        int all = await PlayAsync([]);
        for (int cut = FirstHello; cut <= all; cut++)
        {
            await PlayAsync([(cut, int.MaxValue)]);
        }
    }

    [Fact]
    public async Task Arrives_once_and_in_order_wherever_the_way_to_the_client_is_cut()
    {
        int all = await PlayAsync([]);
        for (int cut = FirstWelcome; cut <= all; cut++)
        {
            await PlayAsync([(int.MaxValue, cut)]);
        }
    }

    // TRN1-S4
    [Fact]
    public async Task Arrives_once_and_in_order_wherever_the_connection_that_resumes_is_cut()
    {
        for (int cut = 0; cut <= 200; cut++)
        {
            await PlayAsync([(FirstHello + 60, int.MaxValue), (cut, int.MaxValue)]);
            await PlayAsync([(int.MaxValue, FirstWelcome + 60), (int.MaxValue, cut)]);
        }
    }

    private static async Task<int> PlayAsync(IReadOnlyList<(int ToServer, int ToClient)> limits)
    {
        ResumeRig rig = new(new()
        {
            Limits = limits,
            Connection = new() { MaxMessageLength = 200 },
            Session = new() { WindowBytes = 300, MaxWindowBytes = 300 },
        });
        await using (rig)
        {
            await rig.StartAsync();
            Task there = SendAllAsync(rig.Client);
            Task back = SendAllAsync(rig.Server);
            await Task.WhenAll(ReceiveAllAsync(rig.Server), ReceiveAllAsync(rig.Client), there, back).WithinAsync();
            await rig.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).WithinAsync();
            await Eventually.TrueAsync(() => rig.Client.Checked().MessagesSent == s_lengths.Length);
            await Eventually.TrueAsync(() => rig.Server.Checked().MessagesSent == s_lengths.Length);
            Assert.Equal(s_lengths.Length, rig.Client.Checked().MessagesReceived);
            Assert.Equal(s_lengths.Length, rig.Server.Checked().MessagesReceived);
            Assert.DoesNotContain(rig.ClientEvents, told => told.Kind is ResumeEventKind.SendGap or ResumeEventKind.ReceiveGap);
            Assert.DoesNotContain(rig.ServerEvents, told => told.Kind is ResumeEventKind.SendGap or ResumeEventKind.ReceiveGap);
            return rig.FirstAtServer!.Arrived;
        }
    }

    private static async Task SendAllAsync(MessageConnection connection)
    {
        for (int i = 0; i < s_lengths.Length; i++)
        {
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(Numbered.Make(0, i, s_lengths[i]), TestContext.Current.CancellationToken));
        }
    }

    private static async Task ReceiveAllAsync(MessageConnection connection)
    {
        Numbered numbered = new(1);
        while (numbered.Count < s_lengths.Length)
        {
            using Message message = await connection.ReceiveAsync(TestContext.Current.CancellationToken);
            Assert.Equal(s_lengths[numbered.Count], message.Length);
            Assert.Equal((ulong)numbered.Count + 1, message.Sequence);
            numbered.Check(message.Span);
        }
    }
}
