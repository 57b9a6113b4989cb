using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Processes;

/// <summary>What becomes of a listener when its process runs out of file descriptors.</summary>
public sealed class ExhaustionTests : IAsyncDisposable
{
    private const string Prlimit = "/usr/bin/prlimit";
    private const int Reserve = 32;
    private const int Crowd = 16;

    private readonly List<Socket> _crowd = [];
    private RunningTool? _recv;

    [Fact]
    public async Task The_last_32_descriptors_are_kept_from_connections_which_are_told_so()
    {
        IPEndPoint endPoint = await BeginAsync("tcp://:0", "--keep-open");
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
    public async Task A_bound_ZeroMQ_socket_keeps_them_too()
    {
        IPEndPoint endPoint = await BeginAsync("-l", "zmq:pull@tcp://127.0.0.1:0");
        await using ZmqPush first = Push(endPoint);
        await SayAsync(first, "before");

        await LimitAsync(Used() + Reserve + 4);
        await CrowdAsync(endPoint);
        await SaysAsync("This process is full: the limit of file descriptors (ulimit -n) is");
        await SayAsync(first, "during");

        Disperse();
        await using ZmqPush second = Push(endPoint);
        await SayAsync(second, "after");
    }

    public ValueTask DisposeAsync()
    {
        Disperse();
        return _recv?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static ZmqPush Push(IPEndPoint endPoint)
    {
        ZmqPush push = new();
        push.Connect($"tcp://{endPoint}");
        return push;
    }

    private static ValueTask<MessageClient> ConnectAsync(IPEndPoint endPoint) =>
        MessageClient.ConnectAsync(new MessageClientOptions { EndPoint = endPoint }, TestContext.Current.CancellationToken);

    private async Task<IPEndPoint> BeginAsync(params string[] where)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Prlimit), "needs prlimit of util-linux");
        _recv = BuiltTool.Start(["recv", .. where, "--format", "text"]);
        return IPEndPoint.Parse((await _recv.ListeningAsync()).Split("tcp://")[1]);
    }

    private int Used() => Directory.GetFileSystemEntries($"/proc/{_recv!.Id}/fd").Length;

    /// <summary>Changes the limit in force of the running process, and not how far it may be raised again.</summary>
    private async Task LimitAsync(int descriptors)
    {
        string[] arguments = ["--pid", _recv!.Id.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")];
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
            try
            {
                await _crowd[^1].ConnectAsync(endPoint, TestContext.Current.CancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // It was turned away before the call was over.
            }
        }
    }

    private void Disperse()
    {
        _crowd.ForEach(socket => socket.Dispose());
        _crowd.Clear();
    }

    private Task SaysAsync(string words) => Eventually.TrueAsync(() => _recv!.Error.Contains(words, StringComparison.Ordinal));

    private async Task SayAsync(MessageClient client, string text)
    {
        Assert.Equal(SendStatus.Sent, await client.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken));
        await _recv!.ReadUntilAsync(text);
    }

    private async Task SayAsync(ZmqPush push, string text)
    {
        await push.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        await _recv!.ReadUntilAsync(text);
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
