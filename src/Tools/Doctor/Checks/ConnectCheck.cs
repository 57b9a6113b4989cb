using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>
/// Whether somebody listens at the endpoint, with TLS whether the certificate is one to trust, and of ZeroMQ what the peer
/// says of itself. No message is sent.
/// </summary>
internal sealed class ConnectCheck : ICheck
{
    // Nothing is read; a format has to have a bound.
    private const int LongestFrame = 1024;

    private readonly ChannelSettings _settings;
    private readonly OtherSide _other;
    private readonly SocketType _type;

    public ConnectCheck(ChannelSettings settings, OtherSide other, SocketType type = SocketType.Stream)
    {
        _settings = settings;
        _other = other;
        _type = type;
    }

    public string Name => _settings.Endpoint.Scheme switch
    {
        Scheme.Tls => "connect and TLS",
        Scheme.Zmq => "connect and ZMTP",
        _ => "connect",
    };

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.ConnectTimeout);
        try
        {
            return _settings.Endpoint.Scheme == Scheme.Tls ? await GreetAsync(limit.Token) : await ConnectAsync(limit.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ProtocolType)
        {
            return Finding.Fail(
                $"{_settings.Endpoint.Path} is a socket for {(_type == SocketType.Dgram ? "a stream" : "datagrams")}",
                _type == SocketType.Dgram ? "add ?type=stream" : "leave type=stream out");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            ToolException error = Failure.OfOpening(
                e is OperationCanceledException ? new TimeoutException(e.Message, e) : e,
                _settings with { Endpoint = _settings.Endpoint with { Text = _other.Uri } },
                _other.Verb);
            return error.Code == ExitCode.Bug ? throw error : Finding.Fail(error.Message.TrimEnd('.'), error.Hint);
        }
    }

    private async Task<Finding> ConnectAsync(CancellationToken cancellationToken)
    {
        EndPoint to = EndPoints.Create(_settings.Endpoint);
        using Socket socket = to is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, _type, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        long start = Stopwatch.GetTimestamp();
        await socket.ConnectAsync(to, cancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        string from = socket.LocalEndPoint is IPEndPoint own ? $" from {EndPoints.Describe(_settings.Endpoint, own).Split("://")[1].Split('?')[0]}" : "";
        string connected = $"connected{from} in {HumanText.Time(took)}";
        Finding finding = _settings.Endpoint.Scheme == Scheme.Zmq
            ? ZmtpGreeting.Judge(await ZmtpGreeting.ExchangeAsync(socket, cancellationToken), connected)
            : Finding.Ok(connected);
        return finding.With(("connect_ns", (long)took.TotalNanoseconds));
    }

    private async Task<Finding> GreetAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await using FramedConnection connection = await FramedConnection.ConnectAsync(
            EndPoints.Create(_settings.Endpoint), FramedOptions.Create(_settings, FrameFormats.Raw(LongestFrame)), cancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        TlsDetails tls = connection.Tls!;
        string text = $"{tls.Protocol} in {HumanText.Time(took)}";
        Finding finding = tls.PeerCertificate is { } certificate
            ? CertificateDates.Judge(certificate.Subject, new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter), DateTimeOffset.UtcNow, $"{text}; ")
            : Finding.Ok(text);
        return finding.With([("connect_ns", (long)took.TotalNanoseconds), .. finding.Figures]);
    }
}
