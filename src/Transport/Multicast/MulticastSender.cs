using System.Net;
using System.Security.Cryptography;
using Sockets.Transport.Multicast.Internal;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast;

/// <summary>
/// Sends messages to a multicast group, or to one address, without ever waiting for a receiver. A number is given to a
/// datagram only when the kernel takes it, so that what could not be sent is no loss to the receivers. All members may
/// be used from any thread.
/// </summary>
public sealed class MulticastSender : IAsyncDisposable
{
    /// <summary>How often the end is said: the last one arrives even when most are lost.</summary>
    private const int EndMarkers = 10;

    /// <summary>The time between two of them, so that they outlast a burst of loss: 50 ms.</summary>
    private static readonly TimeSpan s_endInterval = TimeSpan.FromMilliseconds(50);

    private readonly MulticastSenderOptions _options;
    private readonly IWireFormat _format;
    private readonly HandOff _handOff;
    private readonly SendLoop _loop;
    private readonly RepairServer? _repairs;
    private readonly int _longest;
    private uint _nextMessage;
    private bool _completed;
    private bool _disposed;

    private MulticastSender(MulticastSenderOptions options, SendSockets sockets)
    {
        _options = options;
        LocalEndPoint = (IPEndPoint)sockets.Feeds[0].LocalEndPoint!;
        Epoch = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        _format = options.Wire switch
        {
            MulticastWire.Raw => new RawFormat(),
            MulticastWire.Rtp => new RtpFormat(options.PayloadType, Epoch),
            MulticastWire.Iperf2 => new Iperf2Format(),
            _ => new NativeFormat(
                (ushort)options.Stream, Epoch, options.Key is { } key ? DatagramSeal.ForSender(key, Epoch, options.Time) : null),
        };
        _longest = options.MaxDatagramLength
            - (options.Parity is null ? 0 : _format.HeaderLength + ParityGroup.Size + _format.TrailerLength);
        _handOff = new HandOff(sockets.Link, _format, options);
        _loop = new SendLoop(_handOff, options);
        _repairs = options.RepairWindow > 0 ? new RepairServer(_loop, sockets.Feeds, options, Epoch) : null;
    }

    /// <summary>The address and port it sends from.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The number of this run, drawn at random: receivers see by it that a sender began anew.</summary>
    public uint Epoch { get; }

    /// <summary>What was counted so far, as one consistent snapshot.</summary>
    public MulticastSenderStats Stats => _loop.Snapshot();

    /// <summary>The longest message that fits one datagram.</summary>
    public int MaxUnfragmentedLength => _longest - _format.HeaderLength - _format.TrailerLength;

    /// <summary>Makes a sender. Nothing is sent yet.</summary>
    /// <param name="options">Where to, and how.</param>
    /// <exception cref="ArgumentException">The options contradict themselves, or a value is out of range.</exception>
    /// <exception cref="TransportException">The interface is missing or down.</exception>
    public static MulticastSender Start(MulticastSenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        SendSockets sockets = SendSockets.Open(options);
        MulticastSender sender;
        try
        {
            sender = new MulticastSender(options, sockets);
        }
        catch
        {
            sockets.Link.Dispose();
            throw;
        }

        MulticastMeter.Instance.OnStarted(sender._loop);
        sender._loop.Start();
        sender._repairs?.Start();
        return sender;
    }

    /// <summary>
    /// Offers a message: <see cref="SendStatus.Queued"/>, or <see cref="SendStatus.Dropped"/> or
    /// <see cref="SendStatus.BackPressured"/> when there is no room, or <see cref="SendStatus.TooLarge"/>, or
    /// <see cref="SendStatus.Closed"/>. It never waits.
    /// </summary>
    /// <param name="payload">The payload; borrowed for the call.</param>
    /// <param name="options">What is said about it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A priority or an age is out of range.</exception>
    public SendStatus TrySend(ReadOnlySpan<byte> payload, in MulticastSendOptions options = default)
    {
        SendStatus status = Offer(payload, options, isRetry: false);
        if (status == SendStatus.Queued)
        {
            _loop.OnQueued(_options.Sending);
        }

        return status;
    }

    /// <summary>As <see cref="TrySend"/>, and waits for room instead of dropping or refusing.</summary>
    /// <param name="payload">The payload; borrowed until the task is done.</param>
    /// <param name="options">What is said about it.</param>
    /// <param name="cancellationToken">Ends the wait; the message is not sent then.</param>
    public async ValueTask<SendStatus> SendAsync(
        ReadOnlyMemory<byte> payload, MulticastSendOptions options = default, CancellationToken cancellationToken = default)
    {
        bool isRetry = false;
        while (true)
        {
            SendStatus status = Offer(payload.Span, options, isRetry, waits: true);
            if (status != SendStatus.BackPressured)
            {
                if (status == SendStatus.Queued)
                {
                    _loop.OnQueued(_options.Sending);
                }

                return status;
            }

            isRetry = true;
            try
            {
                await _handOff.WhenRoomAsync(DatagramsOf(payload.Length)).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_handOff.Gate)
                {
                    _handOff.Counters.MessagesWaiting--;
                    _handOff.Counters.MessagesRefused++;
                }

                throw;
            }
        }
    }

    /// <summary>Waits until the kernel has everything that was queued.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        while (Stats.DatagramsQueued > 0 && !_loop.Ended.IsCompleted)
        {
            await _handOff.WhenRoomAsync(_options.QueueDatagrams).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends what is queued, and then says ten times within half a second that nothing more will come and how much was
    /// sent, as far as the format can. Nothing is accepted any more.
    /// </summary>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        lock (_handOff.Gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < EndMarkers && !_loop.Ended.IsCompleted; i++)
        {
            if (i > 0)
            {
                await Task.Delay(s_endInterval, _options.Time, cancellationToken).ConfigureAwait(false);
            }

            await _loop.SendControlAsync(PacketKind.End).ConfigureAwait(false);
        }
    }

    /// <summary>Ends at once: what is queued is discarded, counted. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_handOff.Gate)
        {
            _completed = true;
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        if (_repairs is not null)
        {
            await _repairs.StopAsync().ConfigureAwait(false);
        }

        await _loop.StopAsync().ConfigureAwait(false);
        MulticastMeter.Instance.OnEnded(_loop);
    }

    private SendStatus Offer(ReadOnlySpan<byte> payload, in MulticastSendOptions options, bool isRetry, bool waits = false)
    {
        int maxAge = options.ValidatedMaxAge();
        bool isFragmented = payload.Length > MaxUnfragmentedLength;
        uint checksum = isFragmented && _options.Wire == MulticastWire.Native ? Crc32C.Of(payload) : 0;
        lock (_handOff.Gate)
        {
            ref SendCounters counters = ref _handOff.Counters;
            counters.MessagesOffered += isRetry ? 0 : 1;
            counters.MessagesWaiting -= isRetry ? 1 : 0;
            if (_completed)
            {
                counters.MessagesRefused++;
                return SendStatus.Closed;
            }

            int datagrams = DatagramsOf(payload.Length);
            if ((isFragmented && (_options.Wire != MulticastWire.Native || payload.Length > _options.MaxMessageLength))
                || datagrams > _options.QueueDatagrams)
            {
                counters.MessagesRefused++;
                return SendStatus.TooLarge;
            }

            if (_handOff.Ring.Room < datagrams)
            {
                return HaveNoRoom(ref counters, waits);
            }

            if (isFragmented)
            {
                AppendFragments(payload, options, maxAge, checksum);
            }
            else
            {
                Span<byte> datagram = _handOff.Ring.Append(_format.HeaderLength + payload.Length + _format.TrailerLength);
                payload.CopyTo(datagram[_format.HeaderLength..]);
                _format.WriteData(datagram, new OutgoingData(options.Flags, options.Priority, maxAge));
            }

            counters.MessagesAccepted++;
            counters.PayloadBytesAccepted += payload.Length;
            counters.DatagramsOffered += datagrams;
            return SendStatus.Queued;
        }
    }

    private SendStatus HaveNoRoom(ref SendCounters counters, bool waits)
    {
        if (waits)
        {
            counters.MessagesWaiting++;
            return SendStatus.BackPressured;
        }

        if (_options.Overflow == OverflowPolicy.Reject)
        {
            counters.MessagesRefused++;
            return SendStatus.BackPressured;
        }

        counters.MessagesDropped++;
        return SendStatus.Dropped;
    }

    private void AppendFragments(ReadOnlySpan<byte> payload, in MulticastSendOptions options, int maxAge, uint checksum)
    {
        int longest = LongestFragment;
        uint message = _nextMessage++;
        for (int offset = 0; offset < payload.Length; offset += longest)
        {
            ReadOnlySpan<byte> part = payload.Slice(offset, Math.Min(longest, payload.Length - offset));
            Span<byte> datagram = _handOff.Ring.Append(Tmc1Header.FragmentSize + part.Length + _format.TrailerLength);
            part.CopyTo(datagram[Tmc1Header.FragmentSize..]);
            _format.WriteData(
                datagram, new OutgoingData(options.Flags, options.Priority, maxAge, payload.Length, message, offset, checksum));
        }
    }

    private int LongestFragment => _longest - Tmc1Header.FragmentSize - _format.TrailerLength;

    private int DatagramsOf(int length) =>
        length <= MaxUnfragmentedLength ? 1 : (length + LongestFragment - 1) / LongestFragment;
}
