using System.Security.Cryptography.X509Certificates;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>Who is let in by TLS, and what those are told who are not.</summary>
public sealed class TlsHandshakeTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_client_refuses_a_certificate_that_has_expired()
    {
        X509Certificate2 expired = TestAuthority.Known.Issue("server.test", TestAuthority.ServerUse, until: s_now.AddDays(-1));

        LinkFailure failure = await ClientRefusesAsync(TlsPair.ClientOptions, expired);

        Assert.Equal(CloseReason.CertificateRefused, failure.Reason);
        Assert.Contains($"it expired on {s_now.AddDays(-1):yyyy-MM-dd}", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_refuses_a_certificate_of_the_future()
    {
        X509Certificate2 early = TestAuthority.Known.Issue("server.test", TestAuthority.ServerUse, from: s_now.AddDays(2));

        LinkFailure failure = await ClientRefusesAsync(TlsPair.ClientOptions, early);

        Assert.Contains($"it is not valid before {s_now.AddDays(2):yyyy-MM-dd}", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_refuses_another_name_and_says_both()
    {
        LinkFailure failure = await ClientRefusesAsync(TlsPair.ClientOptions with { TargetHost = "other.test" });

        Assert.Equal(CloseReason.CertificateRefused, failure.Reason);
        Assert.Contains("it is for 'server.test', '127.0.0.1', and not for 'other.test'", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_takes_an_address_that_the_certificate_carries()
    {
        using TlsPair pair = await TlsPair.OpenAsync(TlsPair.ClientOptions with { TargetHost = "127.0.0.1" });
        Assert.True(pair.Client.IsOpen);
    }

    [Theory]
    [InlineData("the system's authorities")]
    [InlineData("another authority")]
    public async Task A_client_refuses_an_authority_that_it_does_not_trust(string trusted)
    {
        TlsTrust trust = trusted == "another authority" ? TestAuthority.Stranger.Trust : TlsTrust.System;

        LinkFailure failure = await ClientRefusesAsync(TlsPair.ClientOptions with { Trust = trust });

        Assert.Equal(CloseReason.CertificateRefused, failure.Reason);
        Assert.Contains("it is issued by 'CN=Test Authority', which is not trusted here", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_refuses_a_certificate_made_for_clients()
    {
        LinkFailure failure = await ClientRefusesAsync(
            TlsPair.ClientOptions, TestAuthority.Known.Issue("server.test", TestAuthority.ClientUse));

        Assert.Contains("not made for this use", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_trusts_anybody_was_told_to_in_so_many_words()
    {
        using TlsPair pair = await TlsPair.OpenAsync(new TlsClientOptions { TargetHost = "other.test", Trust = TlsTrust.InsecureAnybody });
        Assert.Equal("CN=server.test", pair.Client.Agreed.Peer!.Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_client_must_say_whose_certificate_it_expects(string name)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(new TlsClientOptions { TargetHost = name }.Validate);
        Assert.Contains("the certificate of any host would do", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientCertificates.Optional)]
    [InlineData(ClientCertificates.Required)]
    public async Task A_server_that_asks_learns_who_the_client_is(ClientCertificates asked)
    {
        using TlsPair pair = await TlsPair.OpenAsync(
            TlsPair.ClientOptions with { Certificate = TestAuthority.Client }, TlsPair.ServerOptions with { ClientCertificates = asked });

        Assert.Equal("CN=client.test", pair.Server.Agreed.Peer!.Subject);
    }

    [Fact]
    public async Task A_server_that_asks_without_demanding_takes_nobody_in_particular()
    {
        using TlsPair pair = await TlsPair.OpenAsync(server: TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Optional });
        Assert.Null(pair.Server.Agreed.Peer);
    }

    [Fact]
    public async Task A_server_that_demands_a_certificate_says_that_there_was_none_and_so_learns_the_client()
    {
        using TlsPair pair = new(server: TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Required });

        (LinkFailure? client, LinkFailure server) = await ServerRefusesAsync(pair);

        Assert.Equal(CloseReason.CertificateRefused, server.Reason);
        Assert.Equal("The client showed no certificate, and this side demands one.", server.Text);
        Assert.Equal(CloseReason.CertificateRefused, client!.Reason);
        Assert.Contains("client certificate", client.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("untrusted", "issued by 'CN=Strange Authority', which is not trusted here")]
    [InlineData("expired", "expired on")]
    [InlineData("made for servers", "not made for this use")]
    public async Task A_server_refuses_a_bad_client_even_where_none_is_demanded(string which, string says)
    {
        X509Certificate2 bad = which switch
        {
            "untrusted" => TestAuthority.Stranger.Issue("client.test", TestAuthority.ClientUse),
            "expired" => TestAuthority.Known.Issue("client.test", TestAuthority.ClientUse, until: s_now.AddDays(-1)),
            _ => TestAuthority.Known.Issue("client.test", TestAuthority.ServerUse),
        };
        using TlsPair pair = new(
            TlsPair.ClientOptions with { Certificate = TlsCertificate.From(bad) },
            TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Optional });

        (_, LinkFailure server) = await ServerRefusesAsync(pair);

        Assert.Equal(CloseReason.CertificateRefused, server.Reason);
        Assert.Contains(says, server.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TRN1", "93 54 52 4e 0d 0a 1a 01", "it looks like TRN1")]
    [InlineData("HTTP", "47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a", "it looks like HTTP")]
    [InlineData("text", "68 65 6c 6c 6f 0a", "it looks like text")]
    public async Task A_server_says_what_a_client_speaks_that_does_not_speak_TLS(string name, string hex, string says)
    {
        using TlsPair pair = new();

        Task<LinkResult> opening = pair.Server.OpenAsync().AsTask();
        pair.ClientWire.TrySend(Hex.Bytes(hex));

        Assert.True((await opening.WithinAsync()).Failed, name);
        Assert.Equal(CloseReason.ProtocolViolation, pair.Server.Failure!.Reason);
        Assert.StartsWith("The peer does not speak TLS: ", pair.Server.Failure.Text, StringComparison.Ordinal);
        Assert.Contains(says, pair.Server.Failure.Text, StringComparison.Ordinal);
        Assert.Equal("15 03 03 00 02 02 0a", Hex.Text(pair.ServerWire.Taken));
        Assert.True(pair.ServerWire.IsFinished);
    }

    [Fact]
    public async Task A_client_says_what_a_server_speaks_that_does_not_speak_TLS()
    {
        using TlsPair pair = new();

        Task<LinkResult> opening = pair.Client.OpenAsync().AsTask();
        pair.ServerWire.TrySend("SSH-2.0-OpenSSH_9\r\n"u8);

        Assert.True((await opening.WithinAsync()).Failed);
        Assert.Contains("it looks like SSH", pair.Client.Failure!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_whose_server_hangs_up_on_its_greeting_is_told_what_may_be_wrong()
    {
        using TlsPair pair = new();

        Task<LinkResult> opening = pair.Client.OpenAsync().AsTask();
        pair.ServerWire.ShutdownSend();

        Assert.True((await opening.WithinAsync()).Failed);
        Assert.Equal(CloseReason.TlsFailed, pair.Client.Failure!.Reason);
        Assert.Contains("it may not speak TLS", pair.Client.Failure.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("28", "no terms in common")]
    [InlineData("46", "no version of TLS that this side does")]
    [InlineData("70", "no certificate for the target host")]
    [InlineData("50", "The peer failed")]
    public async Task A_client_reads_the_alert_with_which_a_server_refuses_it(string alert, string says)
    {
        using TlsPair pair = new();

        Task<LinkResult> opening = pair.Client.OpenAsync().AsTask();
        pair.ServerWire.TrySend(Hex.Bytes($"15 03 03 00 02 02 {alert}"));

        Assert.True((await opening.WithinAsync()).Failed);
        Assert.Contains(says, pair.Client.Failure!.Text, StringComparison.Ordinal);
    }

    private static async Task<LinkFailure> ClientRefusesAsync(TlsClientOptions client, X509Certificate2? certificate = null)
    {
        TlsServerOptions server = certificate is null
            ? TlsPair.ServerOptions
            : TlsPair.ServerOptions with { Certificate = TlsCertificate.From(certificate) };
        using TlsPair pair = new(client, server);
        (LinkResult opened, _) = await pair.ShakeHandsAsync();
        Assert.True(opened.Failed);
        Assert.False(pair.Client.IsOpen);
        return pair.Client.Failure!;
    }

    /// <summary>In TLS 1.3 the client is done before the server has seen its certificate: it learns when it reads.</summary>
    private static async Task<(LinkFailure? Client, LinkFailure Server)> ServerRefusesAsync(TlsPair pair)
    {
        (LinkResult client, LinkResult server) = await pair.ShakeHandsAsync();
        Assert.True(server.Failed);
        if (!client.Failed)
        {
            await TlsPair.ReadAsync(pair.Client);
        }

        return (pair.Client.Failure, pair.Server.Failure!);
    }
}
