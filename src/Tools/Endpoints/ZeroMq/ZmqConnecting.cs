using Sockets.Tools.Output;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Waits for a socket's first handshake. ZeroMQ would try for ever; who types a command wants to know.</summary>
internal static class ZmqConnecting
{
    /// <summary>Waits until messages can flow.</summary>
    /// <param name="socket">It connects.</param>
    /// <param name="peers">Its monitor.</param>
    /// <param name="patience">How long it is tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">Nobody was there.</exception>
    /// <exception cref="Transport.ConnectionClosedException">Whoever is there will not do.</exception>
    public static async Task WaitAsync(ZmqSocket socket, ZmqPeers peers, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        Task connecting = socket.WaitForPeersAsync(1, limit.Token).AsTask();
        if (await Task.WhenAny(connecting, peers.Refused) != connecting)
        {
            await limit.CancelAsync();
            await connecting.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw await peers.Refused;
        }

        try
        {
            await connecting;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw peers.LastFailure is { } failure
                ? new ToolException(
                    ExitCode.Unreachable,
                    $"{char.ToLowerInvariant(failure[0])}{failure[1..].TrimEnd('.')} (tried for {HumanText.Time(patience)})",
                    "allow more with --connect-timeout",
                    e)
                : new TimeoutException(e.Message, e);
        }
    }
}
