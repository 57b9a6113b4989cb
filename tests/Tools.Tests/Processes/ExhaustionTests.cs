using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Processes;

/// <summary>What becomes of a listener when its process runs out of file descriptors.</summary>
public sealed class ExhaustionTests : IAsyncDisposable
{
    private const string Prlimit = "/usr/bin/prlimit";
    private const int Reserve = 32;
    private const int Crowd = 16;
    private const int Rounds = 300;

    /// <summary>How long it is watched for spinning; nothing waits for this.</summary>
    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(1);

    private readonly RunningTool _recv = BuiltTool.StartWith(
        [new("DOTNET_TieredCompilation", "0")], "recv", "tcp://:0", "--keep-open", "--format", "text");
    private readonly List<Socket> _crowd = [];

    [Fact]
    public async Task The_last_32_descriptors_are_kept_from_connections_which_are_told_so()
    {
        IPEndPoint endPoint = await BeginAsync();
        await using MessageClient first = await ConnectAsync(endPoint);
        await SayAsync(first, "before");

        await LimitAsync(Used() + Reserve + 4);
        await CrowdAsync(endPoint);
        await SaysAsync("was not let in: the limit of file descriptors (ulimit -n) is");
        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(endPoint).AsTask());
        Assert.Equal(CloseReason.Refused, refused.Reason);
        Assert.Contains("the last 32 are not for connections", refused.Message, StringComparison.Ordinal);
        await SayAsync(first, "during");

        Disperse();
        await AcceptsAgainAsync(endPoint, first);
    }

    [Fact]
    public async Task Without_any_descriptor_it_says_so_serves_who_is_in_without_spinning_and_accepts_again()
    {
        IPEndPoint endPoint = await BeginAsync();
        await using MessageClient first = await ConnectAsync(endPoint);
        await WarmUpAsync(endPoint, first);

        await LimitAsync(1);
        await CrowdAsync(endPoint);
        await SaysAsync("Accepting pauses: there is no file descriptor left.");
        await SayAsync(first, "during");
        Assert.InRange(await ProcessorTimeAsync(), TimeSpan.Zero, s_watched / 2);

        await LimitAsync(Used() + Reserve + Crowd + 4);
        Disperse();
        await AcceptsAgainAsync(endPoint, first);
    }

    public ValueTask DisposeAsync()
    {
        Disperse();
        return _recv.DisposeAsync();
    }

    private static ValueTask<MessageClient> ConnectAsync(IPEndPoint endPoint) =>
        MessageClient.ConnectAsync(new MessageClientOptions { EndPoint = endPoint }, TestContext.Current.CancellationToken);

    private async Task<IPEndPoint> BeginAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Prlimit), "needs prlimit of util-linux");
        return IPEndPoint.Parse((await _recv.ListeningAsync())["tcp://".Length..]);
    }

    private int Used() => Directory.GetFileSystemEntries($"/proc/{_recv.Id}/fd").Length;

    /// <summary>Changes the limit in force of the running process, and not how far it may be raised again.</summary>
    private async Task LimitAsync(int descriptors)
    {
        string[] arguments = ["--pid", _recv.Id.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")];
        using Process limiting = Process.Start(Prlimit, arguments);
        await limiting.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, limiting.ExitCode);
    }

    /// <summary>Connections that say nothing; the kernel makes them whether or not anybody accepts.</summary>
    private async Task CrowdAsync(IPEndPoint endPoint)
    {
        for (int i = 0; i < Crowd; i++)
        {
            _crowd.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await _crowd[^1].ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        }
    }

    private void Disperse()
    {
        _crowd.ForEach(socket => socket.Dispose());
        _crowd.Clear();
    }

    /// <summary>The runtime ends a process in which it can start no thread, or load no code: so both are there before.</summary>
    private async Task WarmUpAsync(IPEndPoint endPoint, MessageClient client)
    {
        await CrowdAsync(endPoint);
        Disperse();
        await SaysAsync("was not let in");
        for (int i = 0; i < Rounds; i++)
        {
            await SayAsync(client, $"<{i}>");
        }
    }

    private Task SaysAsync(string words) => Eventually.TrueAsync(() => _recv.Error.Contains(words, StringComparison.Ordinal));

    private async Task SayAsync(MessageClient client, string text)
    {
        Assert.Equal(SendStatus.Sent, await client.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken));
        await _recv.ReadUntilAsync(text);
    }

    /// <summary>Places are free as soon as it was seen that the crowd has gone.</summary>
    private async Task AcceptsAgainAsync(IPEndPoint endPoint, MessageClient first)
    {
        await first.CloseAsync(TestContext.Current.CancellationToken);
        MessageClient? second = null;
        while (second is null)
        {
            try
            {
                second = await ConnectAsync(endPoint);
            }
            catch (ConnectionClosedException e) when (e.Reason == CloseReason.Refused)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        await SayAsync(second, "after");
        await second.DisposeAsync();
    }

    private async Task<TimeSpan> ProcessorTimeAsync()
    {
        using var process = Process.GetProcessById(_recv.Id);
        TimeSpan before = process.TotalProcessorTime;
        await Task.Delay(s_watched, TestContext.Current.CancellationToken);
        process.Refresh();
        return process.TotalProcessorTime - before;
    }
}
