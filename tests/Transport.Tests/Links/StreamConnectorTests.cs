using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>Both ways to wait for a connection. A public test cannot take the internal choice, so it takes its name.</summary>
public sealed class StreamConnectorTests
{
    [Theory]
    [InlineData(nameof(StreamConnector.Wait.Awaited))]
    [InlineData(nameof(StreamConnector.Wait.Blocking))]
    public async Task Can_be_cancelled_while_nobody_answers(string wait)
    {
        using Socket listener = Listen();
        using CancellationTokenSource cancel = new();

        // More than the kernel queues for a listener that accepts nobody: the others get no answer.
        Task<Socket>[] connecting =
            [.. Enumerable.Range(0, 8).Select(_ => ConnectAsync(listener.LocalEndPoint!, wait, cancel.Token))];
        (await (await Task.WhenAny(connecting).WithinAsync()).WithinAsync()).Dispose();
        await cancel.CancelAsync();

        await Task.WhenAll(connecting.Select(EndAsync)).WithinAsync();
        Assert.Contains(connecting, task => task.IsCanceled);
        Assert.All(connecting, task => Assert.True(task.IsCanceled || task.IsCompletedSuccessfully, task.Exception?.ToString()));
        foreach (Task<Socket> connected in connecting.Where(task => task.IsCompletedSuccessfully))
        {
            (await connected).Dispose();
        }
    }

    [Theory]
    [InlineData(nameof(StreamConnector.Wait.Awaited))]
    [InlineData(nameof(StreamConnector.Wait.Blocking))]
    public async Task Says_what_to_do_when_nobody_listens(string wait)
    {
        EndPoint unused;
        using (Socket listener = Listen())
        {
            unused = listener.LocalEndPoint!;
        }

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => ConnectAsync(unused, wait, TestContext.Current.CancellationToken).WithinAsync());

        Assert.Equal(
            $"Cannot connect to {unused}: nobody listens there: start the listening side first, or check the port.", error.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", AddressFamily.InterNetworkV6, "NoData")]
    [InlineData("a name that is too long", AddressFamily.InterNetwork, "too long for a name")]
    public async Task A_host_without_an_address_is_a_failed_connecting(string host, AddressFamily family, string why)
    {
        DnsEndPoint name = new(host.Contains("too long", StringComparison.Ordinal) ? new string('a', 256) : host, 1, family);

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => ConnectAsync(name, nameof(StreamConnector.Wait.Awaited), TestContext.Current.CancellationToken).WithinAsync());

        Assert.Equal($"The host {name.Host} is unknown ({why}): check the name.", error.Message);
    }

    [Theory]
    [InlineData(nameof(StreamConnector.Wait.Awaited))]
    [InlineData(nameof(StreamConnector.Wait.Blocking))]
    public async Task A_family_that_the_system_has_no_sockets_for_is_a_failed_connecting(string wait)
    {
        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => ConnectAsync(new Elsewhere(), wait, TestContext.Current.CancellationToken).WithinAsync());

        Assert.Equal((CloseReason.ConnectFailed, "Cannot connect to elsewhere: this host has no way to such an address."), (error.Reason, error.Message));
    }

    [Theory]
    [InlineData(nameof(StreamConnector.Wait.Awaited))]
    [InlineData(nameof(StreamConnector.Wait.Blocking))]
    public async Task A_peer_that_left_before_there_was_a_link_is_a_failed_connecting(string wait)
    {
        using Socket listener = Listen();
        Socket? made = null;
        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => StreamConnector.ConnectAsync<Socket>(
            listener.LocalEndPoint!,
            Enum.Parse<StreamConnector.Wait>(wait),
            socket =>
            {
                made = socket;
                throw new SocketException((int)SocketError.NotConnected);
            },
            TestContext.Current.CancellationToken).AsTask().WithinAsync());

        Assert.Equal(CloseReason.ConnectFailed, error.Reason);
        Assert.True(made!.SafeHandle.IsClosed);
    }

    [Fact]
    public async Task An_address_of_the_other_family_is_nobody()
    {
        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(
            new DnsEndPoint("127.0.0.1", 1, AddressFamily.InterNetworkV6), nameof(StreamConnector.Wait.Awaited), TestContext.Current.CancellationToken).WithinAsync());

        Assert.Equal(CloseReason.ConnectFailed, error.Reason);
    }

    [Fact]
    public async Task The_event_loop_does_not_hear_of_a_socket_that_was_connected_blocking()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what an event loop watches.");
        using Socket listener = Listen();
        using Socket awaited = await ConnectAsync(listener.LocalEndPoint!, nameof(StreamConnector.Wait.Awaited), TestContext.Current.CancellationToken);
        using Socket blocking = await ConnectAsync(listener.LocalEndPoint!, nameof(StreamConnector.Wait.Blocking), TestContext.Current.CancellationToken);

        Assert.True(IsWatched(awaited));
        Assert.False(IsWatched(blocking));
    }

    private static Socket Listen()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        return listener;
    }

    private static Task<Socket> ConnectAsync(EndPoint endPoint, string wait, CancellationToken cancellationToken) =>
        StreamConnector.ConnectAsync(endPoint, Enum.Parse<StreamConnector.Wait>(wait), static socket => socket, cancellationToken).AsTask();

    private static async Task EndAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Whether an epoll instance of this process has the socket on its list.</summary>
    private static bool IsWatched(Socket socket)
    {
        string descriptor = socket.Handle.ToInt64().ToString(CultureInfo.InvariantCulture);
        return new DirectoryInfo("/proc/self/fd").EnumerateFiles()
            .Where(file => file.LinkTarget == "anon_inode:[eventpoll]")
            .SelectMany(file => File.ReadLines($"/proc/self/fdinfo/{file.Name}"))
            .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["tfd:", var watched, ..] && watched == descriptor);
    }
}
