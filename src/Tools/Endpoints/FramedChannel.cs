using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>A connection of a foreign protocol as a channel.</summary>
internal sealed class FramedChannel : IMessageChannel
{
    private readonly FramedConnection _connection;
    private readonly EndpointUri _uri;
    private Message _current;

    public FramedChannel(FramedConnection connection, FrameFormat format, EndpointUri uri)
    {
        _connection = connection;
        _uri = uri;
        MaxMessageLength = FrameFormatFactory.LongestPayload(uri.Framing!, format);
    }

    public string LocalEnd => EndPoints.Describe(_uri, _connection.LocalEndPoint);

    public string RemoteEnd => EndPoints.Describe(_uri, _connection.RemoteEndPoint);

    public int MaxMessageLength { get; }

    public Task Closed => _connection.Closed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.SendAsync(message, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new ToolException(
                ExitCode.Usage, $"a message cannot be a frame of framing={_uri.Framing!.Text}: {WithoutParameter(e)}", innerException: e);
        }
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _current.Dispose();
        _current = default;
        if (_connection.TryReceive(out _current))
        {
            return new ValueTask<ReadOnlyMemory<byte>?>(_current.Memory);
        }

        return WaitAsync(cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => _connection.FlushAsync(cancellationToken);

    public ValueTask CloseAsync(CancellationToken cancellationToken) => _connection.CloseAsync(cancellationToken);

    public void Abort() => _connection.Abort();

    public ChannelStats GetStats() => ChannelStats.Of(_connection.GetStats());

    /// <summary>Ends at once: who wanted an orderly end has closed before, and a foreign peer may go on sending for ever.</summary>
    public async ValueTask DisposeAsync()
    {
        _current.Dispose();
        _connection.Abort();
        await _connection.DisposeAsync();
    }

    private static string WithoutParameter(ArgumentException error)
    {
        int parameter = error.Message.LastIndexOf(" (Parameter ", StringComparison.Ordinal);
        return parameter < 0 ? error.Message : error.Message[..parameter];
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = await _connection.ReceiveAsync(cancellationToken);
            return _current.Memory;
        }
        catch (ConnectionClosedException e) when (e.Reason is CloseReason.None or CloseReason.PeerClose or CloseReason.LocalClose)
        {
            return null;
        }
    }
}
