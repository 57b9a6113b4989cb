using System.Net;
using Sockets.EndToEnd.Harness;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>A <see cref="MulticastSender"/> and a <see cref="MulticastReceiver"/> with a handler, on threads of one process.</summary>
internal sealed class OurLeg(string name, MulticastCalls calls, MulticastTrains cut, MulticastTrains merge) : Leg(name)
{
    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        CountingHandler handler = new();
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
        Figures figures = await ReceiverWindow.ScoreAsync(receiver, handler, plan, cancellationToken);
        await over.CancelAsync();
        await sending;
        await receiver.StopAsync();
        ReceiverWindow.Check(receiver);
        return figures;
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
}
