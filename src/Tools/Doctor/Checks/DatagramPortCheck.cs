using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>
/// Whether somebody takes datagrams at a port. Who does says nothing, and only a closed port is refused (ICMP), unless a
/// firewall keeps that back. So silence counts where another port, closed as a rule, is refused. Both are sent an empty datagram.
/// </summary>
internal sealed class DatagramPortCheck : ICheck
{
    /// <summary>Discard (RFC 863): nearly nobody listens there, and to who does an empty datagram is nothing.</summary>
    private const int ClosedPort = 9;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Machine _machine;
    private readonly EndpointUri _server;
    private readonly OtherSide _other;

    public DatagramPortCheck(Machine machine, EndpointUri server, OtherSide other)
    {
        _machine = machine;
        _server = server;
        _other = other;
    }

    public string Name => "port";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        if (await _machine.AddressOfAsync(_server.Host, cancellationToken) is not { } address)
        {
            return Finding.Unknown("not tried: the name has no address");
        }

        try
        {
            if (await IsRefusedAsync(new IPEndPoint(address, _server.Port), cancellationToken))
            {
                return Finding.Fail($"nobody listens: {address} refuses datagrams to port {_server.Port}", _other.Command);
            }

            return await IsRefusedAsync(new IPEndPoint(address, ClosedPort), cancellationToken)
                ? Finding.Ok($"somebody listens: {address} refuses datagrams to port {ClosedPort}, and none to port {_server.Port}")
                : Finding.Unknown($"{address} refuses no datagram in {HumanText.Time(s_patience)}, to this port or another: a firewall may keep its answers back");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{address} cannot be reached: {e.Message}", $"ip route get {address}");
        }
    }

    private static async Task<bool> IsRefusedAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        using Socket socket = new(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            await socket.ConnectAsync(to, limit.Token);
            await socket.SendAsync(Array.Empty<byte>(), limit.Token);
            await socket.ReceiveAsync(new byte[1], limit.Token);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
