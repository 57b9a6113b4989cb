using Sockets.Transport.Flow;

namespace Sockets.Transport.Tests.Flow;

/// <summary>
/// Two ends and the wire between them, stepped at random: messages arrive in order, the application lets go of them in
/// any order, and grants arrive in any order, twice, late, or never. Every invariant is checked after every step.
/// </summary>
internal sealed class CreditSession
{
    private readonly Random _random;
    private readonly int _largest;
    private readonly SendCredit _sender;
    private readonly ReceiveCredit _receiver;
    private readonly Queue<int> _messages = [];
    private readonly List<int> _held = [];
    private readonly List<Credit> _grants = [];

    public CreditSession(Random random)
    {
        _random = random;
        int window = random.Next(1, 65);
        _largest = random.Next(1, window + 1);
        int windowMessages = random.Next(2) == 0 ? random.Next(1, 5) : 1000;
        _receiver = new ReceiveCredit(window, windowMessages, _largest);
        _sender = new SendCredit(_receiver.Granted);
    }

    public int LostGrants { get; private set; }

    public void Step(bool losesGrants)
    {
        switch (_random.Next(6))
        {
            case 0 or 1:
                Send(_random.Next(0, _largest + 1));
                break;
            case 2:
                Arrive();
                break;
            case 3:
                Consume();
                break;
            case 4:
                DeliverGrant(losesGrants);
                break;
            default:
                Grow();
                break;
        }

        Check();
    }

    /// <summary>Everything on its way arrives, the application lets go of everything, and no further grant is lost.</summary>
    public void Settle()
    {
        while (_messages.Count + _held.Count + _grants.Count > 0)
        {
            Arrive();
            Consume();
            DeliverGrant(losesGrants: false);
            Check();
        }
    }

    /// <summary>What a reconnect does: the mark is sent again although none is due.</summary>
    public void RepeatGrant() => _sender.Grant(_receiver.TakeGrant());

    public void CheckThatTheLargestMessageCanBeSent()
    {
        Assert.True(_sender.CouldEverTake(_largest));
        Assert.True(_sender.CanTake(_largest), $"Stuck: {_largest} needed, {_sender.AvailableBytes} available.");
    }

    private void Send(int bytes)
    {
        bool could = _sender.CanTake(bytes);
        Credit before = _sender.Taken;
        Assert.Equal(could, _sender.TryTake(bytes));
        Assert.Equal(could ? new Credit(before.Bytes + (uint)bytes, before.Messages + 1) : before, _sender.Taken);
        if (could)
        {
            _messages.Enqueue(bytes);
        }
    }

    private void Arrive()
    {
        if (_messages.TryDequeue(out int bytes))
        {
            Assert.True(_receiver.TryAccept(bytes), "The sender overran the receiver.");
            _held.Add(bytes);
        }
    }

    private void Consume()
    {
        if (_held.Count > 0)
        {
            int index = _random.Next(_held.Count);
            int bytes = _held[index];
            _held.RemoveAt(index);
            if (_receiver.Release(bytes))
            {
                _grants.Add(_receiver.TakeGrant());
            }
        }
    }

    private void DeliverGrant(bool losesGrants)
    {
        if (_grants.Count == 0)
        {
            return;
        }

        int index = _random.Next(_grants.Count);
        Credit grant = _grants[index];
        if (losesGrants && _random.Next(4) == 0)
        {
            LostGrants++;
            _grants.RemoveAt(index);
            return;
        }

        Credit before = _sender.Granted;
        bool isMore = grant.Bytes > before.Bytes || grant.Messages > before.Messages;
        Assert.Equal(isMore ? CreditGrantResult.Applied : CreditGrantResult.Stale, _sender.Grant(grant));
        if (_random.Next(4) != 0)
        {
            _grants.RemoveAt(index);
        }
    }

    private void Grow()
    {
        if (_random.Next(8) == 0 && _receiver.Grow(_receiver.WindowBytes + _random.Next(-1, 9)))
        {
            _grants.Add(_receiver.TakeGrant());
        }
    }

    private void Check()
    {
        ulong held = (ulong)_held.Sum();
        ulong onTheWay = (ulong)_messages.Sum();
        Credit accepted = _receiver.Accepted;
        Credit released = _receiver.Released;
        Assert.True(_sender.AvailableBytes >= 0 && _sender.AvailableMessages >= 0);
        Assert.Equal(new Credit(held, (ulong)_held.Count), _receiver.Outstanding);
        Assert.Equal(new Credit(released.Bytes + held, released.Messages + (ulong)_held.Count), accepted);
        Assert.Equal(new Credit(accepted.Bytes + onTheWay, accepted.Messages + (ulong)_messages.Count), _sender.Taken);
        Assert.True(_sender.Granted.Bytes <= _receiver.Granted.Bytes);
        Assert.True(_sender.Granted.Messages <= _receiver.Granted.Messages);
        Assert.True(_receiver.Granted.Bytes <= released.Bytes + (ulong)_receiver.WindowBytes);
    }
}
