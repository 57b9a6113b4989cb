using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>An endpoint to which a connection is kept up: lost or refused, it is made again, after a pause.</summary>
internal sealed class ConnectedEndpoint : IDisposable
{
    private readonly EndpointName _name;
    private readonly SocketCore _core;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _socketStopping;
    private readonly Backoff _backoff;
    private Peer? _peer;

    public ConnectedEndpoint(EndpointName name, SocketCore core, CancellationToken stopping)
    {
        _name = name;
        _core = core;
        _socketStopping = stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopping);
        _backoff = new Backoff(core.Options.ReconnectInterval, core.Options.ReconnectIntervalMax, Random.Shared.NextDouble);
    }

    public string Name => _name.Text;

    /// <summary>Keeps the connection up until it is disposed.</summary>
    public async Task KeepUpAsync()
    {
        CancellationToken stopping = _stopping.Token;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                TimeSpan pause = await RunOnceAsync(stopping).ConfigureAwait(false);
                await Task.Delay(pause, _core.Options.TimeProvider, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The socket is being disposed, or the endpoint given up.
        }
        finally
        {
            await _socketStopping.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives the endpoint up, and the connection with it.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        Volatile.Read(ref _peer)?.Close(CloseReason.LocalClose, "the endpoint was given up here");
    }

    /// <summary>Connects and stays until the connection has ended.</summary>
    /// <returns>How long to pause then.</returns>
    private async Task<TimeSpan> RunOnceAsync(CancellationToken stopping)
    {
        if (await TryConnectAsync(stopping).ConfigureAwait(false) is not { } link)
        {
            return _backoff.Next();
        }

        if (_core.TryAdd(link, Name) is not { } peer)
        {
            return _backoff.NextAfterFault();
        }

        Volatile.Write(ref _peer, peer);
        if (stopping.IsCancellationRequested)
        {
            peer.Close(CloseReason.LocalClose, "the endpoint was given up here");
        }

        long began = _core.Options.TimeProvider.GetTimestamp();
        PeerEnd end = await _core.RunAsync(peer).ConfigureAwait(false);
        Volatile.Write(ref _peer, value: null);
        if (end.WasReady && (end.Reason == CloseReason.LocalClose || HasStood(began)))
        {
            _backoff.Reset();
        }

        return end.IsPeersFault ? _backoff.NextAfterFault() : _backoff.Next();
    }

    /// <summary>Whether a connection was more than a handshake: many a peer refuses after it, and would be asked in a storm.</summary>
    private bool HasStood(long began) => _core.Options.TimeProvider.GetElapsedTime(began) >= _core.Options.ReconnectIntervalMax;

    /// <summary>Connects; whatever fails is told and leads to the next attempt, for nobody else would make one.</summary>
    private async Task<IStreamLink?> TryConnectAsync(CancellationToken stopping)
    {
        try
        {
            return _name.EndPoint is InprocEndPoint inproc
                ? await InprocNames.Shared.ConnectAsync(inproc, stopping).ConfigureAwait(false)
                : await ConnectAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            string text = e switch
            {
                TransportException => e.Message,
                OperationCanceledException => $"Cannot connect to {Name}: no answer in {_core.Options.Limits.HandshakeTimeout}.",
                _ => $"Cannot connect to {Name}: {e.Message} ({e.GetType().Name})",
            };
            _core.Report(new ZmqEvent(ZmqEventKind.ConnectFailed, Name, "", PeerId: 0, CloseReason.ConnectFailed, text));
            return null;
        }
    }

    private async Task<IStreamLink> ConnectAsync(CancellationToken stopping)
    {
        using CancellationTokenSource limit = new(_core.Options.Limits.HandshakeTimeout, _core.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        return await StreamConnector.ConnectAsync(
            _name.EndPoint, StreamConnector.Wait.Awaited, static socket => new SocketStreamLink(socket), either.Token).ConfigureAwait(false);
    }
}
