using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>libzmq XPUB over its C API, at a fixed rate; what a subscriber cannot take is dropped for it.</summary>
internal static class ZmqPublishFan
{
    public static Task Listen(EndContext end, int subscribers, int perSecond, int highWaterMark)
    {
        using ZmqSocket socket = new(ZmqLibrary.XPub);
        socket.SetOption(ZmqLibrary.SendHighWaterMark, highWaterMark);
        socket.SetOption(ZmqLibrary.XPubVerbose, 1);
        end.Ready(socket.BindLoopback());
        for (int i = 0; i < subscribers; i++)
        {
            socket.ReceiveInPlace();
        }

        FixedRate.Send(end.Size, perSecond, payload => socket.Send(payload));
        return Task.CompletedTask;
    }
}
