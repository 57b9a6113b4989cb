using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>What a listener of the events <c>Sockets-Transport</c> is told about a session over real sockets.</summary>
public sealed class TransportEventsTests
{
    [Fact]
    public async Task A_session_is_seen_from_its_beginning_to_its_end()
    {
        using Listener listener = new();
        string client;
        await using (Loopback link = await ConnectAsync(new SessionOptions()))
        {
            client = link.Client.Connection.LocalEndPoint!.ToString()!;
            await listener.SeeAsync("Opened", client);
        }

        Assert.Contains(await listener.SeeAsync("Closed", client), field => field is "LocalClose" or "PeerClose");
    }

    [Fact]
    public async Task A_failure_says_why()
    {
        using Listener listener = new();
        await using Loopback link = await ConnectAsync(new SessionOptions());
        string server = link.Accepted.LocalEndPoint!.ToString()!;
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        await listener.SeeAsync("Opened", client);

        link.Client.Connection.Abort();

        await listener.SeeAsync("Failed", client, "LocalAbort");
        await listener.SeeAsync("Failed", server, "PeerReset");
    }

    [Fact]
    public async Task A_sender_without_credit_is_seen_to_wait_and_to_go_on()
    {
        using Listener listener = new();
        await using Loopback link = await ConnectAsync(new SessionOptions { WindowMessages = 3 });
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        while (link.Client.TrySend([1]) == SendStatus.Sent)
        {
            // Until the window is full.
        }

        await listener.SeeAsync("Paused", client);
        Task<SendStatus> sending = link.Client.SendAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        for (int i = 0; i < 4; i++)
        {
            (await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        }

        Assert.Equal(SendStatus.Sent, await sending.WithinAsync());
        await listener.SeeAsync("Resumed", client);
    }

    [Fact]
    public async Task Dropped_messages_are_told_with_how_many()
    {
        using Listener listener = new();
        await using Loopback link = await ConnectAsync(
            new SessionOptions { WindowMessages = 3, Overflow = OverflowPolicy.DropNewest, QueueMessages = 2 });
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        for (int i = 0; i < 3 + 2 + 4; i++)
        {
            link.Client.TrySend([1]);
        }

        long told = 0;
        while (told < 4)
        {
            told += long.Parse((await listener.SeeAsync("Dropped", client))[^1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(4, told);
        for (int i = 0; i < 5; i++)
        {
            (await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        }
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told()
    {
        using Listener listener = new();
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions());
        using System.Net.Sockets.Socket stranger = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await stranger.ConnectAsync(server.LocalEndPoint, TestContext.Current.CancellationToken);
        string remote = $"127.0.0.1:{((IPEndPoint)stranger.LocalEndPoint!).Port}";

        await stranger.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Contains("ProtocolViolation", await listener.SeeAsync("Refused", remote));
    }

    private static Task<Loopback> ConnectAsync(SessionOptions session) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Session = session }, Loopback.ClientOptions() with { Session = session });

    /// <summary>Keeps the events that no test has asked for; other tests' connections write some, too.</summary>
    private sealed class Listener : EventListener
    {
        private readonly ConcurrentQueue<string[]> _events = new();
        private readonly SemaphoreSlim _more = new(0);

        /// <summary>The fields of the next event of this name that mentions all of this.</summary>
        public async Task<string[]> SeeAsync(params string[] words)
        {
            List<string[]> others = [];
            while (true)
            {
                await _more.WaitAsync(TestContext.Current.CancellationToken).WithinAsync(
                    what: $"{string.Join(' ', words)}; instead: {string.Join("; ", others.Select(other => string.Join(' ', other)))}");
                Assert.True(_events.TryDequeue(out string[]? fields));
                if (words.All(fields.Contains))
                {
                    others.ForEach(Keep);
                    return fields;
                }

                others.Add(fields);
            }
        }

        public override void Dispose()
        {
            base.Dispose();
            _more.Dispose();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Sockets-Transport")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // The base constructor hands out events before this class's fields exist.
            if (_more is not null && eventData.EventSource.Name == "Sockets-Transport")
            {
                Keep([eventData.EventName!, .. eventData.Payload!.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture)!)]);
            }
        }

        private void Keep(string[] fields)
        {
            _events.Enqueue(fields);
            _more.Release();
        }
    }
}
