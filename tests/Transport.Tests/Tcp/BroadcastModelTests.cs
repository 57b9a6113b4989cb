using System.Globalization;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// Random broadcasts to subscribers of every policy that read, stop, leave and come back in any order. A queue of plain
/// lists says what each is to get.
/// </summary>
public sealed class BroadcastModelTests
{
    private const int Window = 3;
    private const int Queue = 4;

    private static readonly OverflowPolicy[] s_policies =
        [OverflowPolicy.DropNewest, OverflowPolicy.DropOldest, OverflowPolicy.Conflate, OverflowPolicy.Reject];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Everybody_gets_what_a_plain_model_says(int run)
    {
        int seed = Seed.Take();
        Random random = new(seed + run);
        await using BroadcastRig rig = new();
        List<Model> models = [];
        foreach (OverflowPolicy policy in s_policies)
        {
            models.Add(new Model(await rig.JoinAsync(policy, Window, Queue), policy));
        }

        for (int step = 0; step < 400; step++)
        {
            Model model = models[random.Next(models.Count)];
            switch (random.Next(10))
            {
                case < 6:
                    string text = step.ToString(CultureInfo.InvariantCulture);
                    ulong key = (ulong)random.Next(6);
                    BroadcastResult result = rig.Try(text, key);
                    Assert.Equal(result.Matched, models.Count(member => member.IsMember));
                    models.ForEach(member => member.Offer(text, key));
                    break;
                case < 9:
                    int count = random.Next(model.OnWire.Count + 1);
                    Assert.Equal(model.Take(count), await BroadcastRig.ReadAsync(model.Session, count));
                    await model.SettleAsync(rig);
                    break;
                default:
                    model.IsMember = !model.IsMember;
                    Assert.True(model.IsMember
                        ? rig.Group.Add(model.Session.Server, new SubscriberOptions { Policy = model.Policy, QueueMessages = Queue })
                        : rig.Group.Remove(model.Session.Server));
                    model.Forget();
                    break;
            }

            Assert.Equal(models.Sum(member => member.Waiting.Count), rig.Check().Pending);
        }

        foreach (Model model in models)
        {
            while (model.OnWire.Count > 0)
            {
                int count = model.OnWire.Count;
                Assert.Equal(model.Take(count), await BroadcastRig.ReadAsync(model.Session, count));
                await model.SettleAsync(rig);
            }
        }

        Assert.All(rig.Notices.GroupBy(notice => notice[0]), each => Assert.Equal(
            each.Select((_, i) => i % 2 == 0 ? "Begin" : "End"), each.Select(notice => notice.Split(' ')[1])));
    }

    /// <summary>What one subscriber is to get.</summary>
    private sealed class Model(SessionRig session, OverflowPolicy policy)
    {
        private int _credit = Window;

        public SessionRig Session { get; } = session;

        public OverflowPolicy Policy { get; } = policy;

        public bool IsMember { get; set; } = true;

        /// <summary>Sent and not read.</summary>
        public List<string> OnWire { get; } = [];

        public List<(string Text, ulong Key)> Waiting { get; private set; } = [];

        public void Offer(string text, ulong key)
        {
            if (!IsMember)
            {
                return;
            }

            if (Waiting.Count == 0 && _credit > 0)
            {
                _credit--;
                OnWire.Add(text);
                return;
            }

            int same = Policy == OverflowPolicy.Conflate ? Waiting.FindIndex(message => message.Key == key) : -1;
            if (same >= 0)
            {
                Waiting[same] = (text, key);
                return;
            }

            if (Waiting.Count < Queue)
            {
                Waiting.Add((text, key));
            }
            else if (Policy is OverflowPolicy.DropOldest or OverflowPolicy.Conflate)
            {
                Waiting.RemoveAt(0);
                Waiting.Add((text, key));
            }
        }

        /// <summary>The client reads; each message it lets go of is credit for the next that waits.</summary>
        public List<string> Take(int count)
        {
            List<string> texts = OnWire[..count];
            OnWire.RemoveRange(0, count);
            _credit += count;
            while (_credit > 0 && Waiting.Count > 0)
            {
                OnWire.Add(Waiting[0].Text);
                Waiting.RemoveAt(0);
                _credit--;
            }

            return texts;
        }

        /// <summary>Until the credit that was given back has come to the sender, and what waited for it has gone.</summary>
        public Task SettleAsync(BroadcastRig rig) => Eventually.TrueAsync(() =>
            Session.Server.Checked().CreditMessages == _credit
            && rig.Group.GetSubscribers().Where(each => each.Connection == Session.Server).Sum(each => each.Counters.Pending) == Waiting.Count);

        public void Forget() => Waiting = [];
    }
}
