using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

public sealed class StreamListenerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sockets");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Listens_on_a_port_that_the_kernel_chooses()
    {
        using StreamListener listener = StreamListener.Start(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1);
        Assert.NotEqual(0, ((IPEndPoint)listener.LocalEndPoint).Port);

        await ConnectAsync(listener.LocalEndPoint, listener);
    }

    [Fact]
    public void Says_that_a_port_is_in_use()
    {
        using StreamListener first = StreamListener.Start(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1);

        ConnectionClosedException refused = Assert.Throws<ConnectionClosedException>(() => StreamListener.Start(first.LocalEndPoint, backlog: 1));

        Assert.Equal(CloseReason.ConnectFailed, refused.Reason);
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_name_has_no_address_of_the_family()
    {
        ConnectionClosedException refused = Assert.Throws<ConnectionClosedException>(
            () => StreamListener.Start(new DnsEndPoint("127.0.0.1", 0, AddressFamily.InterNetworkV6), backlog: 1));

        Assert.Equal(CloseReason.ConnectFailed, refused.Reason);
        Assert.Contains("127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.sock")]
    [InlineData(".hidden")]
    public async Task Makes_the_file_of_a_unix_socket_and_takes_it_away_again(string name)
    {
        string path = PathOf(name);
        using (StreamListener listener = StreamListener.Start(new UnixDomainSocketEndPoint(path), backlog: 1))
        {
            Assert.True(File.Exists(path));
            await ConnectAsync(listener.LocalEndPoint, listener);
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("a.sock")]
    [InlineData(".hidden")]
    public async Task Replaces_the_socket_file_that_a_dead_process_left(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux says here whether a file is a socket.");
        }

        string path = PathOf(name);
        LeaveSocketFile(path);

        using StreamListener listener = StreamListener.Start(new UnixDomainSocketEndPoint(path), backlog: 1);

        await ConnectAsync(listener.LocalEndPoint, listener);
    }

    [Fact]
    public async Task Leaves_the_socket_file_of_a_living_listener()
    {
        UnixDomainSocketEndPoint endPoint = new(PathOf("a.sock"));
        using StreamListener living = StreamListener.Start(endPoint, backlog: 2);

        ConnectionClosedException refused = Assert.Throws<ConnectionClosedException>(() => StreamListener.Start(endPoint, backlog: 1));

        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        Socket? probe = await living.AcceptAsync(_ => { }, TestContext.Current.CancellationToken).AsTask().WithinAsync();
        probe?.Dispose();
        await ConnectAsync(endPoint, living);
    }

    [Theory]
    [InlineData("a.txt", "content")]
    [InlineData("a.txt", "")]
    [InlineData(".hidden", "content")]
    [InlineData(".hidden", "")]
    public void Never_deletes_an_ordinary_file(string name, string content)
    {
        string path = PathOf(name);
        File.WriteAllText(path, content);

        Assert.Throws<ConnectionClosedException>(() => StreamListener.Start(new UnixDomainSocketEndPoint(path), backlog: 1));

        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void Never_deletes_a_link()
    {
        string target = PathOf("target");
        LeaveSocketFile(target);
        string path = PathOf("link");
        File.CreateSymbolicLink(path, target);

        Assert.Throws<ConnectionClosedException>(() => StreamListener.Start(new UnixDomainSocketEndPoint(path), backlog: 1));

        Assert.True(File.Exists(path));
    }

    private static async Task ConnectAsync(EndPoint endPoint, StreamListener listener)
    {
        using Socket client = SocketOptions.NewStream(endPoint);
        await client.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        using Socket? accepted = await listener.AcceptAsync(_ => { }, TestContext.Current.CancellationToken).AsTask().WithinAsync();
        Assert.NotNull(accepted);
    }

    /// <summary>What a process leaves that ends without closing its listener: a listener here would take its file along.</summary>
    private static void LeaveSocketFile(string path)
    {
        string aside = $"{path}.aside";
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(aside));
            File.Move(aside, path);
        }

        Assert.True(File.Exists(path));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
