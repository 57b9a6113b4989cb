using System.Net;
using System.Net.Sockets;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the kernel cuts one long send into datagrams (GSO) and merges what it received (GRO): tried, not looked up.</summary>
internal sealed class TrainCheck : ICheck
{
    // Linux values (linux/udp.h).
    private const int LevelUdp = 17;
    private const int Segment = 103;
    private const int Merge = 104;

    private const int Datagram = 100;
    private const int LongestWaitMilliseconds = 1000;

    public string Name => "GSO and GRO";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private static Finding Examine()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Finding.Unknown("datagrams go through the kernel in trains on Linux only");
        }

        bool cuts = Try(SendTrain);
        bool merges = Try(static socket => Set(socket, Merge, 1));
        return (cuts, merges) switch
        {
            (true, true) => Finding.Ok("the kernel cuts trains of datagrams, and merges them"),
            (true, false) => Finding.Warn("the kernel cuts trains of datagrams and does not merge them", "use Linux 5.0 or later to receive more than a million a second"),
            _ => Finding.Warn("the kernel cuts no trains of datagrams: each costs a way through it", "use Linux 4.18 or later to send more than a million a second"),
        };
    }

    /// <summary>Sends one train of two and sees whether two arrive.</summary>
    private static void SendTrain(Socket receiver)
    {
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        receiver.ReceiveTimeout = LongestWaitMilliseconds;
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Set(sender, Segment, Datagram);
        sender.SendTo(new byte[2 * Datagram], receiver.LocalEndPoint!);
        byte[] buffer = new byte[2 * Datagram];
        if (receiver.Receive(buffer) != Datagram || receiver.Receive(buffer) != Datagram)
        {
            throw new SocketException((int)SocketError.MessageSize);
        }
    }

    private static bool Try(Action<Socket> attempt)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            attempt(socket);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Set(Socket socket, int option, int value) => socket.SetRawSocketOption(LevelUdp, option, BitConverter.GetBytes(value));
}
