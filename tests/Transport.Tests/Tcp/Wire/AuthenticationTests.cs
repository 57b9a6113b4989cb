using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Who is let in, what those are told who are not, and what a guesser can learn.</summary>
public sealed class AuthenticationTests
{
    private const string Secret = "73 65 73 61 6d 65";
    private const string WithSecret = $"01 00 06 00 {Secret}";

    private static readonly TokenList s_list = new((Credential.Token("sesame"), "ali"), (Credential.Token("other"), "cassim"));

    // TRN1-U1: kind 1, and the bytes.
    [Fact]
    public async Task A_client_shows_its_token_in_hello()
    {
        await using ClientRig rig = new(options => options with { Credential = Credential.Token("sesame") });
        (_, RawPeer server) = await rig.StartAsync();

        await server.ReadAsync(8);
        byte[] hello = Hex.Bytes(await server.ReadFrameAsync());

        Assert.Equal(8 + 52 + 6, hello.Length);
        Assert.Equal(WithSecret, Hex.Text(hello.AsSpan(8 + 48)));
    }

    // TRN1-U2
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_lets_in_who_has_a_token_and_shows_who_it_is(Driver driver)
    {
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Driver = driver, Authenticate = s_list.AuthenticateAsync },
            Loopback.ClientOptions() with { Driver = driver, Credential = Credential.Token("sesame") });

        Assert.Equal("ali", loopback.Accepted.Identity);
        Assert.Null(loopback.Client.Connection.Identity);
        Assert.Equal(SendStatus.Sent, loopback.Client.TrySend("in"u8));
        using Message message = await loopback.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Equal(2, message.Length);
    }

    // TRN1-U2: code 12, and no word on why.
    [Theory]
    [InlineData("01 00 05 00 73 65 73 61 6d", "It does not accept the credential", "Its token is not in the list.")]
    [InlineData("00 00 00 00", "It demands a credential, and none was given", "It showed no token.")]
    [InlineData("07 00 06 00 " + Secret, "It does not accept the credential", "A credential of kind 7 and 6 bytes is not known here.")]
    public async Task A_server_refuses_everybody_else(string auth, string words, string reason)
    {
        await using ServerRig rig = new(options => options with { Authenticate = s_list.AuthenticateAsync });
        RawPeer peer = await rig.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(auth: auth)}");

        Assert.Equal(Trn1Text.Reject(12, 0, words), await peer.ReadToEndAsync());
        RefusedConnection refused = await rig.RefusedAsync();
        Assert.Equal(CloseReason.Unauthorized, refused.Reason);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    // TRN1-U1: 1,024 bytes at most.
    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public async Task A_credential_has_at_most_1024_bytes(int length, bool taken)
    {
        int seen = 0;
        await using ServerRig rig = new(options => options with
        {
            Authenticate = (request, _) =>
            {
                seen = request.Credential.Length;
                return new ValueTask<AuthenticationResult>(AuthenticationResult.Accept("anybody"));
            },
        });
        RawPeer peer = await rig.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(auth: $"01 00 {Trn1Text.U16((ushort)length)} {Trn1Text.Bytes(length)}")}");

        Assert.Equal(taken ? "02" : "03", (await peer.ReadFrameAsync()).Substring(12, 2));
        Assert.Equal(taken ? length : 0, seen);
        Assert.Equal(taken, length == Credential.MaxLength);
    }

    [Fact]
    public void A_token_too_long_or_empty_is_none()
    {
        Assert.Throws<ArgumentException>(() => Credential.Token(new byte[Credential.MaxLength + 1]));
        Assert.Throws<ArgumentException>(() => Credential.Token(""));
    }

    // TRN1-U2: with the words that say what to do.
    [Fact]
    public async Task A_client_without_a_credential_is_told_that_one_is_demanded()
    {
        await using ServerRig rig = new(options => options with { Authenticate = s_list.AuthenticateAsync });

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(rig, credential: null));

        Assert.Equal(CloseReason.Unauthorized, error.Reason);
        Assert.Equal("The server refused the session: It demands a credential, and none was given (Unauthorized).", error.Message);
    }

    // TRN1-U5
    [Fact]
    public async Task A_server_without_authentication_ignores_a_credential()
    {
        await using ServerRig rig = new();
        await ConnectAsync(rig, Credential.Token("sesame"));
        Assert.Null((await rig.Handler.ConnectedAsync()).Identity);
    }

    // TRN1-U3: no message before the answer, although the credit would be there.
    [Fact]
    public async Task Nothing_may_come_between_hello_and_the_answer()
    {
        await using ServerRig rig = new(options => options with { Authenticate = s_list.AuthenticateAsync });
        RawPeer peer = await rig.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(auth: WithSecret)} {Trn1Text.Data("61")}");

        Assert.StartsWith("03", (await peer.ReadFrameAsync())[12..], StringComparison.Ordinal);
        Assert.Equal(CloseReason.ProtocolViolation, (await rig.RefusedAsync()).Reason);
    }

    // TRN1-U3: the answer has the time that is left of the handshake, and the question is withdrawn.
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task An_answer_that_does_not_come_ends_the_handshake(Driver driver)
    {
        TaskCompletionSource withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServerRig rig = new(options => options with
        {
            Driver = driver,
            Authenticate = async (_, token) =>
            {
                token.Register(() => withdrawn.TrySetResult());
                asked.TrySetResult();

                // It does not even look at the token.
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return AuthenticationResult.Accept("too late");
            },
        });
        RawPeer peer = await rig.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(auth: WithSecret)}");
        await asked.Task.WithinAsync();

        Task<RefusedConnection> refused = rig.RefusedAsync();
        await rig.Time.AdvanceUntilAsync(refused, TimeSpan.FromSeconds(1));

        Assert.Equal(CloseReason.HandshakeTimeout, (await refused).Reason);
        await withdrawn.Task.WithinAsync();
        Assert.StartsWith("03 00 00 00 08 00", (await peer.ReadFrameAsync())[12..], StringComparison.Ordinal);
    }

    // TRN1-U4: code 12 with the time to wait, and the callback is not asked any more.
    [Fact]
    public async Task An_address_that_keeps_failing_has_to_wait()
    {
        int asked = 0;
        await using ServerRig rig = new(options => options with
        {
            Listen = new ListenLimits { MaxFailedAttempts = 2 },
            Authenticate = (request, token) =>
            {
                Interlocked.Increment(ref asked);
                return s_list.AuthenticateAsync(request, token);
            },
        });
        await ConnectAsync(rig, Credential.Token("sesame"));
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(rig, Credential.Token("guess")));
        }

        RawPeer peer = await rig.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(auth: WithSecret)}");
        Assert.Equal(Trn1Text.Reject(12, 60_000, "Too many failed attempts from your address"), await peer.ReadToEndAsync());
        Assert.Equal(3, asked);

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await ConnectAsync(rig, Credential.Token("sesame"));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task What_the_callback_throws_refuses_the_client_and_is_the_operators_business()
    {
        await using ServerRig rig = new(options => options with
        {
            Authenticate = (_, _) => throw new InvalidOperationException("the directory is down"),
        });

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(rig, Credential.Token("sesame")));

        Assert.DoesNotContain("directory", error.Message, StringComparison.Ordinal);
        Assert.Contains("the directory is down", (await rig.RefusedAsync()).Message, StringComparison.Ordinal);
    }

    // TRN1-U6: neither side's words, and nothing that prints itself, shows the credential.
    [Fact]
    public async Task Nothing_shows_a_credential()
    {
        Credential credential = Credential.Token("sesame");
        AuthenticationRequest? request = null;
        await using ServerRig rig = new(options => options with
        {
            Authenticate = (asked, _) =>
            {
                request = asked;
                Assert.Equal(Secret, Hex.Text(asked.Credential.Span));
                Assert.Equal(CredentialKind.Token, asked.Kind);
                Assert.IsType<IPEndPoint>(asked.RemoteEndPoint);
                return new ValueTask<AuthenticationResult>(AuthenticationResult.Refuse("no"));
            },
        });

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(rig, credential));
        MessageClientOptions options = Loopback.ClientOptions() with { Credential = credential };
        string shown = $"{error} {options} {credential} {request} {(await rig.RefusedAsync()).Message}";

        Assert.DoesNotContain("sesame", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.Contains("Token, 6 bytes", shown, StringComparison.Ordinal);
        Assert.Equal("00 00 00 00 00 00", Hex.Text(request!.Credential.Span));
    }

    [Fact]
    public async Task The_callback_sees_the_certificate_of_a_client_without_a_token()
    {
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with
            {
                Tls = TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Required },
                Authenticate = (request, _) => new ValueTask<AuthenticationResult>(
                    AuthenticationResult.Accept(request.Tls!.PeerCertificate!.Subject)),
            },
            Loopback.ClientOptions() with { Tls = TlsPair.ClientOptions with { Certificate = TestAuthority.Client } });

        Assert.Equal("CN=client.test", loopback.Accepted.Identity);
    }

    [Fact]
    public void A_list_with_nothing_in_it_or_a_token_twice_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TokenList());
        Assert.Throws<ArgumentException>(() => new TokenList((Credential.Token("a"), "one"), (Credential.Token("a"), "two")));
    }

    private static async Task ConnectAsync(ServerRig rig, Credential? credential)
    {
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = rig.Server.LocalEndPoint, Credential = credential }, TestContext.Current.CancellationToken);
    }
}
