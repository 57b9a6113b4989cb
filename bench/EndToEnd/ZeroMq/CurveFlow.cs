using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Peers;
using Sockets.Transport.ZeroMq;
using ZmqSocket = Sockets.EndToEnd.Peers.ZmqSocket;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>PUSH and PULL in one direction over CURVE, ours and libzmq's, with keys that everybody knows.</summary>
internal static class CurveFlow
{
    /// <summary>32 times 22.</summary>
    private const string ServerSecret = "a%FiPa%FiPa%FiPa%FiPa%FiPa%FiPa%FiPa%FiP";

    public static EndPair Ours { get; } = new(
        static end => PushFlow.ListenAsync(end, ZmqSecurity.CurveServer(ZmqCurveKeyPair.FromSecretKey(ServerSecret))),
        static end => PushFlow.ConnectAsync(end, ZmqSecurity.CurveClient(ServerKey)));

    public static EndPair Zmq { get; } = new(
        static end => ZmqFlow.Listen(end, BecomeServer), static end => ZmqFlow.Connect(end, BecomeClient));

    private static ZmqCurvePublicKey ServerKey
    {
        get
        {
            using var server = ZmqCurveKeyPair.FromSecretKey(ServerSecret);
            return server.PublicKey;
        }
    }

    private static void BecomeServer(ZmqSocket socket)
    {
        socket.SetOption(ZmqLibrary.CurveServer, 1);
        socket.SetOption(ZmqLibrary.CurveSecretKey, ServerSecret);
    }

    private static void BecomeClient(ZmqSocket socket)
    {
        using var keys = ZmqCurveKeyPair.Generate();
        socket.SetOption(ZmqLibrary.CurveServerKey, ServerKey.ToString());
        socket.SetOption(ZmqLibrary.CurvePublicKey, keys.PublicKey.ToString());
        socket.SetOption(ZmqLibrary.CurveSecretKey, keys.ExportSecretKey());
    }
}
