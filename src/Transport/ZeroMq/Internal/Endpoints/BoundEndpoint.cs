using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>A listening socket at which peers arrive.</summary>
internal sealed class BoundEndpoint : IBoundEndpoint
{
    private const int Backlog = 512;

    private readonly StreamListener _listener;
    private readonly SocketCore _core;
    private readonly string _given;

    public BoundEndpoint(EndpointName name, SocketCore core)
    {
        _core = core;
        _given = name.Text;
        _listener = StreamListener.Start(name.EndPoint, Backlog);
        Name = name.NameOf(_listener.LocalEndPoint);
    }

    public string Name { get; }

    public Task AcceptAsync(CancellationToken stopping) => _listener.AcceptAllAsync(Admit, OnPause, stopping);

    public void Dispose() => _listener.Dispose();

    private void Admit(Socket socket)
    {
        SocketStreamLink link;
        try
        {
            link = new SocketStreamLink(socket);
        }
        catch (SocketException)
        {
            // Gone again before it was looked at.
            socket.Dispose();
            return;
        }

        if (Descriptors.LimitReached(socket) is { } limit)
        {
            _core.Refuse(link, _given, CloseReason.LimitReached, $"This process is full: {limit}.");
            return;
        }

        _core.Accept(link, _given);
    }

    private void OnPause(SocketError error) => _core.Report(new ZmqEvent(
        ZmqEventKind.Refused, _given, "", PeerId: 0, CloseReason.LimitReached, $"Accepting pauses: {error}. Connections wait until descriptors or buffers are free."));
}
