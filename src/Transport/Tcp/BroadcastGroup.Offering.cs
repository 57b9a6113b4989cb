using System.Diagnostics;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tcp;

/// <content>How one broadcast is offered to everybody, in one order, and then sent without any lock.</content>
public sealed partial class BroadcastGroup
{
    private BroadcastResult? OfferIfAllHaveRoom(ReadOnlySpan<byte> message, ulong key, long called, ref SharedForms forms)
    {
        BroadcastResult result;
        SubscriberLine[] members;
        bool inBatches;
        lock (_order)
        {
            members = _members;
            foreach (SubscriberLine line in members)
            {
                if (line.Options.Policy == OverflowPolicy.Wait && !line.Lane.HasRoom(line, message.Length))
                {
                    return null;
                }
            }

            inBatches = _rhythm.IsBackToBack(called);
            result = Offer(members, message, key, ref forms);
        }

        Send(members, inBatches);
        return result;
    }

    private static BroadcastResult Offer(SubscriberLine[] members, ReadOnlySpan<byte> message, ulong key, ref SharedForms forms)
    {
        int sent = 0;
        int queued = 0;
        int dropped = 0;
        int refused = 0;
        foreach (SubscriberLine line in members)
        {
            SharedMessage form = message.Length <= line.Lane.MaxMessageLength ? forms.For(line.Lane, message) : default;
            switch (line.Lane.Offer(line, form, key))
            {
                case SendStatus.Sent:
                    sent++;
                    break;
                case SendStatus.Queued:
                    queued++;
                    break;
                case SendStatus.Dropped:
                    dropped++;
                    break;
                case SendStatus.TooLarge or SendStatus.BackPressured:
                    refused++;
                    break;
            }
        }

        return new BroadcastResult(sent + queued + dropped + refused, sent, queued, dropped, refused);
    }

    private void Send(SubscriberLine[] members, bool inBatches)
    {
        foreach (SubscriberLine line in members)
        {
            line.Lane.Send(line, inBatches);
        }

        _rhythm.OnEnd(Stopwatch.GetTimestamp());
    }
}
