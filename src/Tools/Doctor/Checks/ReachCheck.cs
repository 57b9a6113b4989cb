using System.Net;
using System.Net.Sockets;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the kernel knows a way to an address that datagrams are sent to. Nothing is sent, so nobody needs to be there.</summary>
internal sealed class ReachCheck : ICheck
{
    private readonly IPEndPoint _to;

    public ReachCheck(IPEndPoint to) => _to = to;

    public string Name => "route";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        try
        {
            using Socket socket = new(_to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(_to);
            return Finding.Ok($"{_to.Address} is reached from {((IPEndPoint)socket.LocalEndPoint!).Address}; whether somebody is there, only an answer could show");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{_to.Address} cannot be reached: {e.Message}", $"ip route get {_to.Address}");
        }
    }
}
