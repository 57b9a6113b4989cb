using System.Net.Sockets;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>Opens <c>udp://</c> endpoints: at once, for nobody answers. There is one channel.</summary>
internal sealed class UdpSources : IChannelSource
{
    private readonly IMessageChannel _channel;
    private readonly ChannelSettings _settings;
    private bool _given;

    private UdpSources(ChannelSettings settings, IMessageChannel channel)
    {
        _settings = settings;
        _channel = channel;
    }

    public bool IsListening => _settings.Purpose == Purpose.Receive;

    public string Endpoint => _channel.LocalEnd;

    /// <summary>Binds and joins, or makes a sender.</summary>
    /// <exception cref="ToolException">The interface, the address or a value is wrong.</exception>
    public static UdpSources Open(ChannelSettings settings)
    {
        try
        {
            return new UdpSources(settings, settings.Purpose == Purpose.Receive ? OpenReceiver(settings) : OpenSender(settings));
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage($"'{settings.Endpoint.Text}': {FirstSentence(e)}", Hint(settings));
        }
        catch (Exception e) when (e is TransportException or SocketException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Unreachable, e.Message.TrimEnd('.'), Hint(settings), e);
        }
    }

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_given)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        _given = true;
        return _channel;
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static UdpReceiveChannel OpenReceiver(ChannelSettings settings)
    {
        RecordingFile? recording = settings.Record is { } path ? OpenRecording(path) : null;
        MulticastReceiver receiver;
        try
        {
            receiver = MulticastReceiver.Start(UdpOptions.Receiver(settings, recording));
        }
        catch
        {
            recording?.GiveUp();
            throw;
        }

        if (receiver.BufferAdvice is { } advice)
        {
            MulticastStats stats = receiver.Stats;
            settings.OnNotice(
                $"the kernel granted {HumanText.Bytes(stats.ReceiveBufferGranted)} of {HumanText.Bytes(stats.ReceiveBufferAsked)} "
                + $"asked for the receive buffer; more with: {advice}");
        }

        return new UdpReceiveChannel(receiver, recording, settings);
    }

    private static UdpSendChannel OpenSender(ChannelSettings settings) =>
        new(MulticastSender.Start(UdpOptions.Sender(settings)), settings);

    private static RecordingFile OpenRecording(string path)
    {
        try
        {
            return RecordingFile.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"cannot record to {path}: {e.Message.TrimEnd('.')}", "name a file that can be written", e);
        }
    }

    private static string? Hint(ChannelSettings settings) => settings.Endpoint.Udp!.Interface is null && UdpOptions.IsGroup(settings.Endpoint.Host)
        ? "groups need an interface: add ?iface=eth0, or iface=lo on this machine alone"
        : null;

    /// <summary>Without the name of a parameter that .NET appends.</summary>
    private static string FirstSentence(ArgumentException e)
    {
        int end = e.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
