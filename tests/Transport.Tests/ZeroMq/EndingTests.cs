using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Endpoints;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>How endpoints and sockets are given up, whatever stands in the way.</summary>
public sealed class EndingTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("zmq").FullName;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_socket_file_that_cannot_be_removed_keeps_nothing_open()
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        string path = Path.Combine(_folder, "s");
        pull.Bind($"ipc://{path}");
        string endpoint = pull.Bind("tcp://127.0.0.1:*");
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "somebody else's"));

        await pull.DisposeAsync().WithinAsync();

        await peer.ReadToEndAsync();
        Assert.True(Directory.Exists(path));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:*")]
    [InlineData("ipc://")]
    public async Task Disconnect_ends_the_connection_for_good(string endpoint)
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        string bound = pull.Bind(endpoint == "ipc://" ? $"ipc://{_folder}/s" : endpoint);
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options));
        push.Connect(bound);
        await push.WaitForPeersAsync(1, Token).WithinAsync();
        Assert.False(push.Disconnect("tcp://127.0.0.1:1"));

        Assert.True(push.Disconnect(bound));

        await Eventually.TrueAsync(() => push.GetStats().Peers == 0 && pull.GetStats().Peers == 0);
        Assert.Equal(SendStatus.NotConnected, push.TrySend("nobody"u8));
        Assert.False(push.Disconnect(bound));
        push.Connect(bound);
        await push.WaitForPeersAsync(1, Token).WithinAsync();
        Assert.Equal(2, push.GetStats().Connects);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:*")]
    [InlineData("ipc://")]
    public async Task Unbind_lets_nobody_in_and_keeps_those_that_came(string endpoint)
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        string bound = pull.Bind(endpoint == "ipc://" ? $"ipc://{_folder}/s" : endpoint);
        ZmqPush first = _rig.Add(new ZmqPush(_rig.Options));
        first.Connect(bound);
        await pull.WaitForPeersAsync(1, Token).WithinAsync();

        Assert.True(pull.Unbind(bound));
        Assert.False(pull.Unbind(bound));

        _rig.Add(new ZmqPush(_rig.Options)).Connect(bound);
        await _rig.HeardAsync(ZmqEventKind.ConnectFailed);
        await first.SendAsync(Bytes("still here"), Token).WithinAsync();
        Assert.Equal("still here", Text(await pull.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal(1, pull.GetStats().Peers);
        pull.Bind(bound);
        await pull.WaitForPeersAsync(2, Token).WithinAsync();
    }

    [Fact]
    public async Task Who_comes_while_the_socket_is_disposed_is_told_so()
    {
        SocketCore core = new(ZmqSocketType.Pull, _rig.Options, OverflowPolicy.Wait, static core => new RoundRobin(core));
        await core.DisposeAsync().WithinAsync();

        Assert.Null(core.TryAdd(MemoryStreamLink.Pair(new InprocEndPoint("late")).One, "inproc://late"));

        ZmqEvent refused = Assert.Single(_rig.Events);
        Assert.Equal((ZmqEventKind.Refused, CloseReason.LocalClose), (refused.Kind, refused.Reason));
        Assert.Contains("disposed", refused.Text, StringComparison.Ordinal);
    }
}
