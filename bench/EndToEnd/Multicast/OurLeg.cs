using System.Diagnostics;
using System.Net;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>A <see cref="MulticastSender"/> and a <see cref="MulticastReceiver"/> with a handler, on threads of one process.</summary>
internal sealed class OurLeg(string name, MulticastCalls calls, MulticastTrains cut, MulticastTrains merge) : Leg(name)
{
    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        Counting handler = new();
        await using MulticastReceiver receiver = MulticastReceiver.Start(new MulticastReceiverOptions
        {
            EndPoints = [new IPEndPoint(GroupPort.Group, 0)],
            Interface = "127.0.0.1",
            Handler = handler,
            Calls = calls,
            Trains = merge,
        });
        await using MulticastSender sender = MulticastSender.Start(new MulticastSenderOptions
        {
            EndPoint = new IPEndPoint(GroupPort.Group, receiver.LocalEndPoint.Port),
            Interface = "127.0.0.1",
            Calls = calls,
            Trains = cut,
            MaxDatagramLength = MulticastScenario.Length,
            Overflow = OverflowPolicy.Reject,
        });
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = Task.Factory.StartNew(() => Send(sender, over.Token), over.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Delay(plan.Warmup, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        (long before, long busyBefore) = handler.Snapshot;
        await Task.Delay(plan.Scored, cancellationToken);
        (long after, long busyAfter) = handler.Snapshot;
        double rate = (after - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await over.CancelAsync();
        await sending;
        await receiver.StopAsync();
        MulticastIdentity? broken = receiver.Stats.Identities.Cast<MulticastIdentity?>().FirstOrDefault(identity => identity!.Value.Residual != 0);
        return broken is null
            ? new Figures
            {
                [Keys.MessagesPerSecond] = rate,
                [Keys.BytesPerSecond] = rate * MulticastScenario.Length,
                [Keys.PerReceiverSecond] = (after - before) * 1e9 / Math.Max(1, busyAfter - busyBefore),
            }
            : throw new LegFailedException($"{broken.Value.Name} does not come out: {broken.Value.Residual}");
    }

    private static void Send(MulticastSender sender, CancellationToken over)
    {
        byte[] payload = new byte[sender.MaxUnfragmentedLength];
        while (!over.IsCancellationRequested)
        {
            if (sender.TrySend(payload) == SendStatus.BackPressured)
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Counts, and looks now and then how long its thread, the receiving one, was busy.</summary>
    private sealed class Counting : IMulticastHandler
    {
        private const int LooksEvery = 64;

        private readonly Lock _gate = new();
        private long _count;
        private long _batches;
        private (long Count, long Busy) _snapshot;

        public (long Count, long Busy) Snapshot
        {
            get
            {
                lock (_gate)
                {
                    return _snapshot;
                }
            }
        }

        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload) => _count++;

        public void OnBatchEnd()
        {
            if (_batches++ % LooksEvery == 0)
            {
                lock (_gate)
                {
                    _snapshot = (_count, ThreadClock.Nanoseconds);
                }
            }
        }
    }
}
