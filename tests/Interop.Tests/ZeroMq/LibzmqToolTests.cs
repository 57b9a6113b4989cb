using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Interop.Tests.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>The tool against libzmq in another process, both ways: parts, order and the end.</summary>
public sealed class LibzmqToolTests : IAsyncDisposable
{
    private const int Count = 1000;

    // Requests are answered by a program each.
    private const int Requests = 20;

    private readonly Stage _stage = new();

    public static TheoryData<string, string, Listener, string> ToPeer =>
        Matrix(("pub", "SUB"), ("xpub", "XSUB"), ("push", "PULL"), ("pair", "PAIR"), ("dealer", "DEALER"));

    public static TheoryData<string, string, Listener, string> FromPeer =>
        Matrix(("sub", "PUB"), ("xsub", "XPUB"), ("pull", "PUSH"), ("pair", "PAIR"), ("dealer", "DEALER"));

    public static TheoryData<string, string, Listener, string> Asking => Matrix(("req", "REP"), ("rep", "REQ"));

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(ToPeer))]
    public async Task Lines_that_are_sent_arrive_in_parts_and_in_order(string ours, string theirs, Listener listener, string transport)
    {
        (Running tool, Running peer) = await MeetAsync(["send", "--lines", "--count", $"{Count}"], ours, theirs, "receive", listener, transport, Count);
        await tool.EndInputAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Count).Select(i => Line(i) + "\n"))));

        // It counts, because the receiver goes with the last line, perhaps before the end of the input is known.
        await tool.FinishAsync();
        await peer.FinishAsync();
        Assert.Contains(Digest(), peer.Said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FromPeer))]
    public async Task What_a_peer_sends_is_written_until_it_has_gone(string ours, string theirs, Listener listener, string transport)
    {
        (Running tool, Running peer) = await MeetAsync(["recv", "--format", "text"], ours, theirs, "send", listener, transport, Count);
        if (theirs is "PUB" or "XPUB")
        {
            await Until.HoldsAsync(() => tool.OutputLength > 0);
            await peer.WriteAsync("go\n"u8.ToArray());
        }

        string[] received = Encoding.ASCII.GetString(await tool.FinishAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await peer.FinishAsync();
        Assert.Equal(Enumerable.Range(0, Count).Select(Line), received.SkipWhile(static line => line == "sync"));
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task Requests_are_answered_either_way(string ours, string theirs, Listener listener, string transport)
    {
        bool asks = ours == "req";
        (Running tool, Running peer) = await MeetAsync(
            asks ? ["send", "--lines", "--format", "text"] : ["recv", "--format", "text", "--reply-exec", "awk -F, '{ printf \"%s,%s,%s\", $3, $2, $1 }'"],
            ours,
            theirs,
            asks ? "echo" : "send",
            listener,
            transport,
            Requests);
        await tool.EndInputAsync(asks ? Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Requests).Select(i => Line(i) + "\n"))) : default);

        string[] written = Encoding.ASCII.GetString(await tool.FinishAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await peer.FinishAsync();
        Assert.Equal(
            Enumerable.Range(0, Requests).Select(i => asks ? string.Join(',', Line(i).Split(',').Reverse()) : Line(i)),
            written);
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task Users_and_passwords_are_understood_by_either_side(Listener listener)
    {
        await File.WriteAllTextAsync(_stage["users"], "admin:secret\n", Token);
        await File.WriteAllTextAsync(_stage["password"], "secret\n", Token);
        (Running tool, Running peer) = await MeetAsync(
            ["recv", "--format", "text", .. listener == Listener.Ours ? (string[])["--users-file", _stage["users"]] : ["--user", "admin", "--password-file", _stage["password"]]],
            "pull",
            "PUSH",
            "send",
            listener,
            "tcp",
            Count,
            listener == Listener.Ours ? ["mechanism=client", "password=secret"] : ["mechanism=server"]);

        Assert.Equal(Count, Encoding.ASCII.GetString(await tool.FinishAsync()).Count(static c => c == '\n'));
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task Keys_are_understood_by_either_side(Listener listener)
    {
        Peers.Library("libsodium.so.23");
        await File.WriteAllTextAsync(_stage["server.pub"], CurveKeys.Server.PublicKey + "\n", Token);
        await File.WriteAllTextAsync(_stage["server.key"], CurveKeys.Server.ExportSecretKey() + "\n", Token);
        await File.WriteAllTextAsync(_stage["client.key"], CurveKeys.Client.ExportSecretKey() + "\n", Token);
        await File.WriteAllTextAsync(_stage["allow"], CurveKeys.Client.PublicKey + "\n", Token);
        (Running tool, Running peer) = await MeetAsync(
            ["recv", "--format", "text", .. listener == Listener.Ours
                ? (string[])["--curve-key", _stage["server.key"], "--curve-allow", _stage["allow"]]
                : ["--curve-key", _stage["client.key"], "--curve-server-key", _stage["server.pub"]]],
            "pull",
            "PUSH",
            "send",
            listener,
            "tcp",
            Count,
            listener == Listener.Ours ? CurveKeys.TheirClient() : CurveKeys.TheirServer());

        Assert.Equal(Count, Encoding.ASCII.GetString(await tool.FinishAsync()).Count(static c => c == '\n'));
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("client", 0, "hi\n")]
    [InlineData("other", 3, "")]
    public async Task Only_whose_public_key_is_listed_is_let_in_and_nobody_without_keys(string name, int exitCode, string received)
    {
        Peers.Library("libsodium.so.23");
        using var server = ZmqCurveKeyPair.Generate();
        using var client = ZmqCurveKeyPair.Generate();
        using var other = ZmqCurveKeyPair.Generate();
        await File.WriteAllTextAsync(_stage["server.pub"], server.PublicKey + "\n", Token);
        await File.WriteAllTextAsync(_stage["server.key"], server.ExportSecretKey() + "\n", Token);
        await File.WriteAllTextAsync(_stage["client.key"], client.ExportSecretKey() + "\n", Token);
        await File.WriteAllTextAsync(_stage["other.key"], other.ExportSecretKey() + "\n", Token);
        await File.WriteAllTextAsync(_stage["allow"], client.PublicKey + "\n", Token);
        Running recv = _stage.Tool("recv", "zmq:pull@tcp://:0", "--format", "text", "--curve-key", _stage["server.key"], "--curve-allow", _stage["allow"]);
        string endpoint = "zmq:push@" + (await recv.ListeningAsync()).Split('@', 2)[1];

        Assert.Equal(6, (await _stage.Tool("send", endpoint, "--text", "hi").EndAsync()).ExitCode);
        Running send = _stage.Tool("send", endpoint, "--text", "hi", "--curve-key", _stage[name + ".key"], "--curve-server-key", _stage["server.pub"]);
        Assert.Equal(exitCode, (await send.EndAsync()).ExitCode);
        if (exitCode != 0)
        {
            await recv.SaysAsync("is not in " + _stage["allow"]);
            recv.Signal(Signal.Interrupt);
        }

        Assert.Equal(received, (await recv.EndAsync()).Text);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Line(int number) => $"{number},,{Payload(number)}";

    private static string Payload(int number) => new('x', (int)(number * 7919L % 701));

    /// <summary>What the peer says of all that it should have received.</summary>
    private static string Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Count; i++)
        {
            digest.AppendData(BitConverter.GetBytes(3));
            foreach (string part in (string[])[i.ToString(CultureInfo.InvariantCulture), "", Payload(i)])
            {
                digest.AppendData(BitConverter.GetBytes(part.Length));
                digest.AppendData(Encoding.ASCII.GetBytes(part));
            }
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static TheoryData<string, string, Listener, string> Matrix(params (string Ours, string Theirs)[] pairs)
    {
        TheoryData<string, string, Listener, string> data = [];
        foreach ((string ours, string theirs) in pairs)
        {
            data.Add(ours, theirs, Listener.Ours, "tcp");
            data.Add(ours, theirs, Listener.Peer, "tcp");
            data.Add(ours, theirs, Listener.Ours, "ipc");
            data.Add(ours, theirs, Listener.Peer, "ipc");
        }

        return data;
    }

    /// <summary>Connects one to the other; messages have their parts at commas.</summary>
    private async Task<(Running Tool, Running Peer)> MeetAsync(
        string[] verb, string ours, string theirs, string action, Listener listener, string transport, int count, params string[] options)
    {
        const string Keys = "?delim=2c";
        string place = transport == "tcp" ? "tcp://127.0.0.1:*" : $"ipc://{_stage["s"]}";
        if (listener == Listener.Peer)
        {
            Running binding = await PeerAsync(theirs, "bind", place, action, count, options);
            return (_stage.Tool([.. verb, $"zmq:{ours}@{await binding.ListeningAsync()}{Keys}"]), binding);
        }

        Running tool = _stage.Tool([.. verb, "-l", $"zmq:{ours}@{place}{Keys}"]);
        string bound = (await tool.ListeningAsync()).Split('@', 2)[1].Split('?')[0];
        return (tool, await PeerAsync(theirs, "connect", bound, action, count, options));
    }

    private async Task<Running> PeerAsync(string type, string manner, string endpoint, string action, int count, params string[] options) =>
        _stage.Program(
            await Peers.PythonWithAsync("zmq"),
            [Path.Combine(AppContext.BaseDirectory, "Peers", "zmq_peer.py"), type, manner, endpoint, action, $"{count}", .. options]);
}
