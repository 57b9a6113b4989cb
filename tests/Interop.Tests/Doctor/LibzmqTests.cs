using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Doctor;

/// <summary>What the doctor makes of libzmq's greeting.</summary>
public sealed class LibzmqTests
{
    [Fact]
    public async Task A_peer_of_libzmq_answers_and_is_not_disturbed()
    {
        await using Stage stage = new();
        Running peer = stage.Program(
            await Peers.PythonWithAsync("zmq"), Path.Combine(AppContext.BaseDirectory, "Peers", "zmq_peer.py"), "PULL", "bind", "tcp://127.0.0.1:*", "receive", "1");
        string place = await peer.ListeningAsync();

        Assert.Equal(new Found("ok", Fix: null), (await Found.ByAsync(stage.Tool("doctor", $"zmq:push@{place}", "--json"), exitCode: 0))["connect_and_zmtp"]);

        // One message ends it.
        await stage.Tool("send", $"zmq:push@{place}", "--text", "1").FinishAsync();
        await peer.FinishAsync();
    }
}
