using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tcp;

/// <summary>
/// Sends each message to many connections: framed and compressed once, in memory that all of them share, with a bounded
/// queue and a policy for each. No subscriber holds up another. Every method may be called from any thread; all subscribers get the
/// broadcasts in the same order. A connection leaves by itself when it closes, and may be in several groups.
/// </summary>
public sealed partial class BroadcastGroup
{
    private readonly BroadcastGroupOptions _options;
    private readonly RoomSignal _room = new();
    private readonly BroadcastRhythm _rhythm = new();

    // One broadcast that waits at a time; the others wait for its turn to end.
    private readonly SemaphoreSlim _waiting = new(1, 1);

    // Held while a broadcast is offered to everybody, so that all get the same order. Taken before any outbox's gate.
    private readonly Lock _order = new();
    private SubscriberLine[] _members = [];
    private BroadcastCounters _former;

    /// <summary>Makes an empty group.</summary>
    /// <param name="options">Policy, bounds and who is told of slow subscribers; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public BroadcastGroup(BroadcastGroupOptions? options = null)
    {
        _options = options ?? new BroadcastGroupOptions();
        _options.Validate();
    }

    /// <summary>How many connections are in the group.</summary>
    public int Count => Volatile.Read(ref _members).Length;

    /// <summary>Adds a connection; it gets every broadcast from now on.</summary>
    /// <param name="connection">An established session.</param>
    /// <param name="options">Its policy and bounds; null for those of the group.</param>
    /// <returns>False when the session takes no messages: it has ended or is leaving.</returns>
    /// <exception cref="ArgumentException">It is in the group already, or an option makes no sense.</exception>
    public bool Add(MessageConnection connection, SubscriberOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options ??= _options.Subscriber;
        options.Validate();
        SubscriberLine line = new(this, connection, connection.Lane, options);
        lock (_order)
        {
            if (Find(connection) is not null)
            {
                throw new ArgumentException($"The connection {connection} is in the group already: remove it first.", nameof(connection));
            }

            if (!line.Lane.Join(line))
            {
                return false;
            }

            _members = [.. _members, line];
            return true;
        }
    }

    /// <summary>Removes a connection; what waits for it in the group is dropped and counted.</summary>
    /// <param name="connection">A connection.</param>
    /// <returns>Whether it was in the group.</returns>
    public bool Remove(MessageConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        SubscriberLine? line;
        lock (_order)
        {
            line = Find(connection);
        }

        if (line is null)
        {
            return false;
        }

        line.Lane.Leave(line);
        line.Tell();
        return true;
    }

    /// <summary>Offers a message to every subscriber; never waits, never throws for a state of the network.</summary>
    /// <param name="message">The payload; copied once before the call returns. It may be empty.</param>
    public BroadcastResult TryBroadcast(ReadOnlySpan<byte> message) => TryBroadcast(conflationKey: 0, message);

    /// <summary>As <see cref="TryBroadcast(ReadOnlySpan{byte})"/>, with the key under which <see cref="OverflowPolicy.Conflate"/> replaces what still waits.</summary>
    /// <param name="conflationKey">Messages of the same key replace each other. Other policies ignore it.</param>
    /// <param name="message">The payload; copied once before the call returns.</param>
    public BroadcastResult TryBroadcast(ulong conflationKey, ReadOnlySpan<byte> message)
    {
        long called = Stopwatch.GetTimestamp();
        BroadcastResult result;
        SubscriberLine[] members;
        bool inBatches;
        SharedForms forms = new(_options.Pool);
        try
        {
            forms.Compress(message, Volatile.Read(ref _members));
            lock (_order)
            {
                members = _members;
                inBatches = _rhythm.IsBackToBack(called);
                result = Offer(members, message, conflationKey, ref forms);
            }
        }
        finally
        {
            forms.Release();
        }

        Send(members, inBatches);
        return result;
    }

    /// <summary>
    /// Waits until every subscriber under <see cref="OverflowPolicy.Wait"/> has room, and then offers the message to all.
    /// Nobody gets it before that, so all subscribers keep one order; broadcasts that do not wait may pass it.
    /// </summary>
    /// <param name="message">The payload; borrowed until the task completes.</param>
    /// <param name="cancellationToken">Gives up waiting; nobody got the message then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<BroadcastResult> BroadcastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        BroadcastAsync(conflationKey: 0, message, cancellationToken);

    /// <summary>As <see cref="BroadcastAsync(ReadOnlyMemory{byte}, CancellationToken)"/>, with a key for <see cref="OverflowPolicy.Conflate"/>.</summary>
    /// <param name="conflationKey">Messages of the same key replace each other. Other policies ignore it.</param>
    /// <param name="message">The payload; borrowed until the task completes.</param>
    /// <param name="cancellationToken">Gives up waiting; nobody got the message then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<BroadcastResult> BroadcastAsync(ulong conflationKey, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        long called = Stopwatch.GetTimestamp();
        await _waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
        SharedForms forms = new(_options.Pool);
        try
        {
            forms.Compress(message.Span, Volatile.Read(ref _members));
            using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(static room => ((RoomSignal)room!).Set(), _room);
            BroadcastResult? result;
            while ((result = OfferIfAllHaveRoom(message.Span, conflationKey, called, ref forms)) is null)
            {
                await _room.WaitAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return result.Value;
        }
        finally
        {
            forms.Release();
            _waiting.Release();
        }
    }

    /// <summary>What was counted since the group was made, those included that left it.</summary>
    public BroadcastCounters GetCounters()
    {
        lock (_order)
        {
            BroadcastCounters sum = _former;
            foreach (SubscriberLine line in _members)
            {
                lock (line.Lane.Gate)
                {
                    sum = BroadcastCounters.Sum(sum, line.Counters);
                }
            }

            return sum;
        }
    }

    /// <summary>The subscribers and what each has counted, as of now.</summary>
    public IReadOnlyList<BroadcastSubscriber> GetSubscribers()
    {
        SubscriberLine[] members = Volatile.Read(ref _members);
        var subscribers = new BroadcastSubscriber[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            lock (members[i].Lane.Gate)
            {
                subscribers[i] = new BroadcastSubscriber(members[i].Connection, members[i].Options, members[i].Counters, members[i].Overflow);
            }
        }

        return subscribers;
    }

    /// <summary>A line has ended: its connection closed, or it was removed. No lock held.</summary>
    internal void Forget(SubscriberLine line)
    {
        lock (_order)
        {
            if (_members.Contains(line))
            {
                _members = [.. _members.Where(other => other != line)];
                lock (line.Lane.Gate)
                {
                    _former = BroadcastCounters.Sum(_former, line.Counters);
                }
            }
        }

        // Whoever waited for its room waits no more.
        _room.Set();
    }

    /// <summary>A line has room again, or an episode began or ended. No lock held.</summary>
    internal void Tell(bool hasRoom, SlowSubscriber? notice)
    {
        if (hasRoom)
        {
            _room.Set();
        }

        if (notice is null)
        {
            return;
        }

        try
        {
            _options.OnSlowSubscriber?.Invoke(notice.Value);
        }
        catch (Exception)
        {
            // The application's fault, on a thread that serves everybody: sending goes on.
        }
    }

    private SubscriberLine? Find(MessageConnection connection) =>
        Array.Find(_members, line => line.Connection == connection && !line.IsOver);
}
