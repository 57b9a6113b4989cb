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

    private readonly RunningTool _recv = BuiltTool.Start("recv", "tcp://:0", "--keep-open", "--format", "text");
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
}
