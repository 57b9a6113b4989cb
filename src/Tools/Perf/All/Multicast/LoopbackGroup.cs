using System.Diagnostics;
using System.Net;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>
/// A multicast group on the interface of 127.0.0.1 with its one sender and its one receiver, both in this process. The time to
/// live of 0 keeps it on this machine, the port that the kernel chose from others' streams.
/// </summary>
internal sealed class LoopbackGroup : IAsyncDisposable
{
    private const string Interface = "127.0.0.1";

    // How long what was sent may take to be heard, when everything works and the machine has other things to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    // Of those that are local to a site (RFC 2365).
    private static readonly IPAddress s_group = IPAddress.Parse("239.255.83.75");

    private readonly MulticastSender _sender;
    private readonly MulticastReceiver _receiver;
    private readonly DatagramStream? _reading;
    private readonly LossySink _sink;

    private LoopbackGroup(MulticastSender sender, MulticastReceiver receiver, DatagramStream? reading, LossySink sink)
    {
        _sender = sender;
        _receiver = receiver;
        _reading = reading;
        _sink = sink;
        Stream = new DatagramStream(sender, receiver: null, Name, sink, TimeSpan.Zero, pauseEvery: 1);
    }

    /// <summary>The sending end.</summary>
    public IDataStream Stream { get; }

    public MulticastSenderStats Sent => _sender.Stats;

    public MulticastStats Received => _receiver.Stats;

    private string Name => $"{s_group}:{_receiver.LocalEndPoint.Port}";

    /// <summary>Joins the group, and makes sure that what is sent to it is heard.</summary>
    /// <returns>The group; or, where there is no multicast, null and why.</returns>
    public static async Task<(LoopbackGroup? Group, string? Obstacle)> OpenAsync(GroupSetup setup)
    {
        LoopbackGroup? group = null;
        try
        {
            group = Open(setup);
            if (await group.IsHeardAsync())
            {
                return (group, null);
            }

            await group.DisposeAsync();
            return (null, $"nothing is heard of what is sent to {s_group} on {Interface}; sockets doctor 'udp://{s_group}:5000?iface={Interface}' says more");
        }
        catch (TransportException e)
        {
            await (group?.DisposeAsync() ?? ValueTask.CompletedTask);
            return (null, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Takes what is on its way still, and decides about what is missing. Afterwards all counters stand still.</summary>
    public async Task FinishAsync()
    {
        if (_reading is not null)
        {
            await _reading.FinishReceivingAsync();
        }
        else
        {
            await EndOfSourceAsync();
            await _receiver.StopAsync();
        }

        if (_receiver.Error is { } error)
        {
            throw error;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        await (_reading?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _receiver.DisposeAsync();
    }

    private static LoopbackGroup Open(GroupSetup setup)
    {
        StallingHandler? handler = setup.Thread is { } pace ? new StallingHandler(setup.Sink, pace) : null;
        MulticastReceiver receiver = MulticastReceiver.Start(new MulticastReceiverOptions
        {
            EndPoints = [new IPEndPoint(s_group, 0)],
            Interface = Interface,
            ExpectFrom = 1,
            Queue = setup.Queue,
            ReceiveBufferBytes = setup.ReceiveBufferBytes,
            Handler = handler,
        });
        MulticastSender sender;
        try
        {
            sender = MulticastSender.Start(new MulticastSenderOptions
            {
                EndPoint = new IPEndPoint(s_group, receiver.LocalEndPoint.Port),
                Interface = Interface,
                TimeToLive = 0,
                Sending = MulticastSending.Caller,
            });
        }
        catch
        {
            // Its end is not waited for: nobody uses it.
            _ = receiver.DisposeAsync().AsTask();
            throw;
        }

        DatagramStream? reading = handler is null
            ? new DatagramStream(sender: null, receiver, $"{s_group}", setup.Sink, setup.Reader?.Pause ?? TimeSpan.Zero, setup.Reader?.Every ?? 1)
            : null;
        LoopbackGroup group = new(sender, receiver, reading, setup.Sink);
        handler?.Attach(group.Stream);
        return group;
    }

    /// <summary>Sends a message, which is counted like any other.</summary>
    private async Task<bool> IsHeardAsync()
    {
        byte[] knock = new byte[NumberedMessage.StampedLength];
        NumberedMessage.Write(knock, number: 0, MessagePhase.WarmUp);
        Stream.TrySend(knock);
        long start = Stopwatch.GetTimestamp();
        while (_sink.Count == 0 && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            await Task.Delay(s_look);
        }

        return _sink.Count > 0;
    }

    private async Task EndOfSourceAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (!_receiver.AllSourcesEnded && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            await Task.Delay(s_look);
        }
    }
}
