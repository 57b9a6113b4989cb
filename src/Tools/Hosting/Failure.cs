using System.Globalization;
using System.Net.Sockets;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Transport;

namespace Sockets.Tools.Hosting;

/// <summary>Turns what went wrong into one line that says what to do, and the code to end with.</summary>
internal static class Failure
{
    private const string Framings = "if the other side is a foreign program, say how it frames its messages: ?framing=line, raw, len32be, …";

    /// <summary>What the other side of a measurement runs.</summary>
    public const string PerfServe = "perf serve";

    /// <summary>An error while an endpoint was opened.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="settings">What was opened.</param>
    /// <param name="otherSide">What the other side would run: <c>recv -l</c>.</param>
    public static ToolException OfOpening(Exception error, ChannelSettings settings, string otherSide)
    {
        if (error is ToolException known)
        {
            return known;
        }

        if (FindSocketError(error) is { } socketError)
        {
            return settings.Listen
                ? OfListening(error, socketError, settings.Endpoint)
                : OfConnecting(error, socketError, settings, otherSide);
        }

        return error switch
        {
            TimeoutException or ConnectionClosedException { InnerException: OperationCanceledException } => TimedOut(error, settings),
            ConnectionClosedException
            {
                Reason: CloseReason.Refused or CloseReason.LimitReached or CloseReason.Unauthorized or CloseReason.TlsFailed or CloseReason.CertificateRefused,
            } =>
                new ToolException(ExitCode.Unreachable, $"cannot connect to {Place(settings.Endpoint)}: {error.Message}", innerException: error),
            TransportException when settings is { Listen: false, Endpoint: { Framing: null, Zmq: null } } => WithHint(
                OfTransfer(error), otherSide == PerfServe ? $"is it sockets {PerfServe} that listens there?" : Framings),
            _ => OfTransfer(error),
        };
    }

    /// <summary>An error after the connection stood.</summary>
    public static ToolException OfTransfer(Exception error) => error switch
    {
        ToolException known => known,
        ProtocolViolationException => new ToolException(ExitCode.ProtocolError, error.Message, innerException: error),
        ConnectionClosedException closed => OfClosing(closed),
        TransportException or SocketException => new ToolException(ExitCode.ProtocolError, "connection lost: " + error.Message, innerException: error),
        _ => Bug(error),
    };

    /// <summary>Messages that were offered and are unaccounted for; null when there are none.</summary>
    public static ToolException? OfSubmitted(ChannelStats stats) => stats.AddUp ? null : OfCounters(
        $"{stats.Submitted} submitted, {stats.Sent} sent, {stats.Lost} lost, {stats.Pending} pending");

    /// <summary>The first sum of a receiver or sender of datagrams that does not come out; null when all do.</summary>
    public static ToolException? OfIdentities(ChannelStats stats) =>
        stats.Identities.FirstOrDefault(static identity => identity.Residual != 0) is { Residual: not 0 } broken
            ? OfCounters($"{broken.Name} ({broken.Text}) leaves {broken.Residual}")
            : stats.ZeroMq is { Residual: not 0 and long residual }
                ? OfCounters($"{residual} messages arrived and were neither delivered nor dropped")
                : null;

    /// <summary>What was lost in a cut, when the session went on all the same; null when nothing was.</summary>
    public static ToolException? OfGaps(ChannelStats stats)
    {
        long missing = stats.LostInGaps + stats.MissedInGaps;
        return missing == 0 ? null : new ToolException(
            ExitCode.ProtocolError, $"{HumanText.Count(missing, "message")} got lost in a cut: not kept long enough to be sent again");
    }

    /// <summary>An error nobody expected.</summary>
    public static ToolException Bug(Exception error) => new(
        ExitCode.Bug,
        $"unexpected {error.GetType().Name}: {error.Message}",
        "this is a bug; please report it with your command line and the lines below",
        error);

    private static ToolException OfCounters(string wrong) => new(
        ExitCode.ProtocolError, "the counters do not add up: " + wrong, "this is a bug; please report it with your command line");

    private static ToolException WithHint(ToolException error, string hint) => new(error.Code, error.Message.TrimEnd('.'), hint, error.InnerException);

    private static ToolException OfClosing(ConnectionClosedException closed) => closed.Reason switch
    {
        CloseReason.HandshakeTimeout => new ToolException(ExitCode.NothingReceived, closed.Message, innerException: closed),
        CloseReason.ConnectFailed or CloseReason.LimitReached or CloseReason.Unauthorized
            or CloseReason.TlsFailed or CloseReason.CertificateRefused =>
            new ToolException(ExitCode.Unreachable, closed.Message, innerException: closed),
        _ => new ToolException(ExitCode.ProtocolError, closed.Message, innerException: closed),
    };

    private static ToolException OfListening(Exception error, SocketError code, EndpointUri endpoint) => code switch
    {
        SocketError.AddressAlreadyInUse when endpoint.Path.Length > 0 => Unreachable(
            error, $"{endpoint.Path} exists already", "stop what listens there, or remove the file"),
        SocketError.AddressAlreadyInUse => Unreachable(
            error, $"{Place(endpoint)} is in use", "stop what listens there, or take another port (0 lets the system choose)"),
        SocketError.AddressNotAvailable when endpoint.Path.Length > 0 => Unreachable(
            error, $"cannot listen on {endpoint.Path}: there is no such directory", "make it first"),
        SocketError.AddressNotAvailable => Unreachable(
            error, $"{endpoint.Host} is not an address of this machine", "listen on one that is, or on * for all"),
        SocketError.AccessDenied => Unreachable(
            error,
            $"no permission to listen on {Place(endpoint)}",
            endpoint.Path.Length == 0 ? "ports below 1024 need privileges: take a higher one" : null),
        _ when IsNameError(code) => Unreachable(error, $"cannot resolve the host name '{endpoint.Host}'"),
        _ => Unreachable(error, $"cannot listen on {Place(endpoint)}: {Innermost(error).Message}"),
    };

    private static ToolException OfConnecting(Exception error, SocketError code, ChannelSettings settings, string otherSide)
    {
        EndpointUri endpoint = settings.Endpoint;
        string start = $"start the other side first, as in: sockets {otherSide} '{endpoint.Text}'";
        return code switch
        {
            SocketError.ConnectionRefused => Unreachable(
                error, $"cannot connect to {Place(endpoint)}: connection refused", start),
            SocketError.TimedOut => TimedOut(error, settings),
            _ when IsNameError(code) => Unreachable(error, $"cannot resolve the host name '{endpoint.Host}'"),
            SocketError.AddressNotAvailable or SocketError.SocketError when endpoint.Path.Length > 0 => Unreachable(
                error, $"cannot connect to {Place(endpoint)}: there is no such socket", start),
            _ => Unreachable(error, $"cannot connect to {Place(endpoint)}: {Innermost(error).Message}"),
        };
    }

    private static ToolException TimedOut(Exception error, ChannelSettings settings) => Unreachable(
        error,
        string.Create(
            CultureInfo.InvariantCulture,
            $"cannot connect to {Place(settings.Endpoint)}: no answer in {settings.ConnectTimeout.TotalSeconds:0.###} s"),
        "check address and firewall, or allow more with --connect-timeout");

    private static ToolException Unreachable(Exception error, string message, string? hint = null) =>
        new(ExitCode.Unreachable, message, hint, error);

    private static bool IsNameError(SocketError code) =>
        code is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery;

    private static string Place(EndpointUri endpoint) => endpoint.Path.Length > 0
        ? endpoint.Path
        : endpoint.Host.Contains(':', StringComparison.Ordinal)
            ? $"[{endpoint.Host}]:{endpoint.Port}"
            : $"{(endpoint.Host.Length == 0 ? "127.0.0.1" : endpoint.Host)}:{endpoint.Port}";

    private static SocketError? FindSocketError(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }
}
