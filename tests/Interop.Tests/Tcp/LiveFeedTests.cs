using System.Text;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>A log that grows while it is sent to three receivers, of which one is stopped and killed. What arrived is counted in their files.</summary>
public sealed class LiveFeedTests
{
    private const int Part = 200;

    [Fact]
    public async Task Two_receivers_stay_whole_and_the_gap_of_the_one_that_was_killed_is_told()
    {
        await using Stage stage = new();
        Running send = stage.Tool(
            "send", "-l", "tcp://127.0.0.1:0", "--lines", "--receivers", "3", "--policy", "drop-oldest", "--resume", "--patience", "2s", "--json=lines");
        string uri = await send.ListeningAsync();
        Running first = Receive(stage, uri, "first");
        Running second = Receive(stage, uri, "second");
        Running third = Receive(stage, uri, "third");

        await send.WriteAsync(Lines(0));
        await Until.ReachesAsync(stage["third.part"], Lines(0).Length);
        third.Signal(Signal.Stop);
        await send.WriteAsync(Lines(1));
        await Until.ReachesAsync(stage["first.part"], 2 * Lines(0).Length);
        third.Signal(Signal.Kill);
        await send.SaysAsync("was cut");
        await send.WriteAsync(Lines(2));
        await send.SaysAsync("is lost (SessionLost)");
        Running fourth = Receive(stage, uri, "fourth");
        await Until.HoldsAsync(() => send.Said.Split("has joined").Length == 5);
        await send.EndInputAsync(Lines(3));

        foreach (Running whole in new[] { first, second, fourth })
        {
            await whole.FinishAsync();
        }

        Ended sent = await send.EndAsync();
        byte[] all = [.. Enumerable.Range(0, 4).SelectMany(Lines)];
        Assert.Equal(all, await File.ReadAllBytesAsync(stage["first"], Token));
        Assert.Equal(all, await File.ReadAllBytesAsync(stage["second"], Token));
        Assert.Equal(Lines(3), await File.ReadAllBytesAsync(stage["fourth"], Token));
        Assert.Equal(Lines(0), await File.ReadAllBytesAsync(stage["third.part"], Token));

        JsonElement[] receivers = [.. JsonDocument.Parse(sent.Text.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("receivers").EnumerateArray()];
        Assert.Equal(["finished", "finished", "finished", "lost"], receivers.Select(receiver => receiver.GetProperty("state").GetString()).Order());
        Assert.Equal([Part, 2 * Part, 4 * Part, 4 * Part], receivers.Select(Sent).OrderBy(sent => sent));
        JsonElement lost = receivers.Single(receiver => receiver.GetProperty("state").GetString() == "lost");
        JsonElement gap = lost.GetProperty("resumed").GetProperty("gaps").EnumerateArray()
            .Single(gap => gap.GetProperty("direction").GetString() == "sent");

        // It begins behind the last message that a heartbeat had acknowledged.
        Assert.InRange(gap.GetProperty("first").GetInt32(), 1, Part + 1);
        Assert.Equal(2 * Part, gap.GetProperty("last").GetInt32());
        Assert.Equal(3 * Part, lost.GetProperty("submitted_messages").GetInt32());
        Assert.Equal(Part, lost.GetProperty("lost").GetProperty("at_close").GetInt32());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Sent(JsonElement receiver) => receiver.GetProperty("sent_messages").GetInt32();

    private static Running Receive(Stage stage, string uri, string name) =>
        stage.Tool("recv", uri, "--resume", "--format", "text", "--out", stage[name]);

    /// <summary>One part of the log: as long as every other one.</summary>
    private static byte[] Lines(int part) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(part * Part, Part).Select(
        i => $"2026-01-31T12:00:{i % 60:D2}.{i:D6} gateway systemd[1]: unit {i * 7919 % 100_000:D5} changed its state\n")));
}
