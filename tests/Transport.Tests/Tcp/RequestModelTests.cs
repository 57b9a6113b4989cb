using System.Globalization;
using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// Random scripts of asking, answering, failing, cancelling and waiting, both ways at once, on a clock that the script
/// moves. Whatever happens, each request ends once, in a way that the script allows, and the counters of both sides agree.
/// </summary>
public sealed class RequestModelTests
{
    private const int Steps = 1500;

    [Theory]
    [InlineData(4, 8, RequestDispatch.Pool)]
    [InlineData(1, 1, RequestDispatch.Pool)]
    [InlineData(1024, 65_536, RequestDispatch.Pool)]
    [InlineData(4, 3, RequestDispatch.Inline)]
    public async Task Every_request_ends_once_and_as_it_should(int inFlight, int windowMessages, RequestDispatch dispatch)
    {
        Random random = new(Seed.Take());
        SessionOptions session = new() { WindowMessages = windowMessages, DeadAfterMissed = 1000 };
        RequestBoard clientBoard = new();
        RequestBoard serverBoard = new();
        await using SessionRig rig = await SessionRig.StartAsync(
            new SessionRig.SideSetup { Session = session, Requests = clientBoard.Options with { MaxInFlight = inFlight, Dispatch = dispatch } },
            new SessionRig.SideSetup { Session = session, Requests = serverBoard.Options with { MaxInFlight = inFlight, Dispatch = dispatch } });
        Side client = new(rig.Client, serverBoard, rig.Time, random);
        Side server = new(rig.Server, clientBoard, rig.Time, random);

        for (int step = 0; step < Steps; step++)
        {
            Side side = random.Next(2) == 0 ? client : server;
            switch (random.Next(10))
            {
                case < 4:
                    side.Ask();
                    break;
                case < 8:
                    side.AnswerOne();
                    break;
                case 8:
                    await side.CancelOneAsync();
                    break;
                default:
                    rig.Time.Advance(TimeSpan.FromMilliseconds(50 * random.Next(3)));
                    break;
            }
        }

        await Eventually.TrueAsync(() => client.AnswerAll() & server.AnswerAll());
        await client.JudgeAsync();
        await server.JudgeAsync();
        await Eventually.TrueAsync(() => client.AnswerAll() & server.AnswerAll() & client.IsQuiet & server.IsQuiet);
        client.Agree(server);
        server.Agree(client);
    }

    /// <summary>One side's requests, and the handlers that answer them on the other.</summary>
    private sealed class Side(MessageConnection connection, RequestBoard board, ManualTime time, Random random)
    {
        private readonly List<Asked> _asked = [];
        private readonly List<RequestBoard.Call> _running = [];
        private readonly HashSet<string> _failed = [];

        /// <summary>Whether nothing is in flight.</summary>
        public bool IsQuiet => connection.CheckedRequests() is { InFlight: 0, Pending: 0, Serving: 0 };

        public void Ask()
        {
            // Longer than a frame now and then.
            int padding = random.Next(50) == 0 ? 70_000 : random.Next(20);
            string text = $"{_asked.Count}:{new string('x', padding)}";
            TimeSpan deadline = TimeSpan.FromMilliseconds(random.Next(1, 1000));
            CancellationTokenSource giveUp = new();
            Task<Message> task = connection.RequestAsync(Encoding.ASCII.GetBytes(text), deadline, giveUp.Token).AsTask();
            _asked.Add(new Asked(text, task, giveUp, time.GetTimestamp() + deadline.Ticks));
        }

        public void AnswerOne()
        {
            while (board.TryNext(out RequestBoard.Call? call))
            {
                _running.Add(call);
            }

            if (_running.Count == 0)
            {
                return;
            }

            int index = random.Next(_running.Count);
            Answer(_running[index]);
            _running.RemoveAt(index);
        }

        /// <summary>Answers what is there; says whether every request has ended.</summary>
        public bool AnswerAll()
        {
            do
            {
                AnswerOne();
            }
            while (_running.Count > 0);
            return _asked.TrueForAll(asked => asked.Task.IsCompleted);
        }

        public async Task CancelOneAsync()
        {
            if (_asked.Count > 0)
            {
                await _asked[random.Next(_asked.Count)].GiveUp.CancelAsync();
            }
        }

        public async Task JudgeAsync()
        {
            foreach (Asked asked in _asked)
            {
                try
                {
                    using Message answer = await asked.Task.WithinAsync();
                    Assert.Equal(asked.Text, Encoding.ASCII.GetString(answer.Span));
                    Assert.DoesNotContain(asked.Text, _failed);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(asked.GiveUp.IsCancellationRequested);
                }
                catch (RequestException e) when (e.Failure == RequestFailure.DeadlineExceeded)
                {
                    Assert.True(time.GetTimestamp() >= asked.Deadline);
                }
                catch (RequestException e) when (e.Failure == RequestFailure.HandlerFailed)
                {
                    Assert.Contains(asked.Text, _failed);
                }

                asked.GiveUp.Dispose();
            }
        }

        public void Agree(Side other)
        {
            RequestStats asked = connection.CheckedRequests();
            RequestStats served = other.Connection.CheckedRequests();
            Assert.Equal(_asked.Count, asked.Requested);
            Assert.Equal((0L, 0L, 0L), (asked.ConnectionLost, asked.Refused, served.ServedRefused));

            // Each reply was waited for or late; what came in time with bad news was waited for.
            long told = asked.Requested - asked.Cancelled - asked.DeadlineExceeded;
            Assert.Equal(told, asked.Replied + asked.FailedByPeer);
            Assert.InRange(served.Served, told, asked.Requested);
            Assert.InRange(asked.LateReplies, 0, asked.Cancelled + asked.DeadlineExceeded);
            Assert.True(served.Answered >= asked.Replied, string.Create(CultureInfo.InvariantCulture, $"{served.Answered} answered, {asked.Replied} replied"));
        }

        private MessageConnection Connection => connection;

        private void Answer(RequestBoard.Call call)
        {
            if (random.Next(5) == 0)
            {
                _failed.Add(call.Text);
                call.Answer.SetException(new InvalidDataException("as the script says"));
            }
            else
            {
                call.Reply(call.Text);
            }
        }

        private sealed record Asked(string Text, Task<Message> Task, CancellationTokenSource GiveUp, long Deadline);
    }
}
