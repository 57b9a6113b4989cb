using System.Net;
using System.Runtime.InteropServices;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>Brings a client's session back: connects again, with pauses drawn at random below a bound that doubles.</summary>
internal sealed class Reconnector : IReturnPath
{
    /// <summary>A connection that lasted so long was a good one: the pauses begin anew.</summary>
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(10);

    private readonly MessageClientOptions _options;
    private readonly ResumeOptions _resume;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<EndPoint> _endPoints;
    private EndPoint? _tried;
    private long _backSince;
    private int _failures;
    private int _next;

    public Reconnector(MessageClientOptions options)
    {
        _options = options;
        _resume = options.Resume!;
        _endPoints = [options.EndPoint, .. options.OtherEndPoints];
        Random.Shared.Shuffle(CollectionsMarshal.AsSpan(_endPoints));
    }

    /// <summary>How long the pause after so many failures in a row is at most.</summary>
    public static TimeSpan LongestPause(ResumeOptions options, int failures) => TimeSpan.FromMilliseconds(
        Math.Min(options.LongestRetry.TotalMilliseconds, options.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30))));

    public void OnResumable(MessageSession session) => _backSince = _options.TimeProvider.GetTimestamp();

    public void OnAway(MessageSession session) => _ = ReturnAsync(session);

    public void OnBack(MessageSession session)
    {
        _backSince = _options.TimeProvider.GetTimestamp();
        _tried = null;
    }

    public void OnEnded(MessageSession session) => _ = _ended.CancelAsync();

    /// <summary>One attempt at a time: the next begins when the session says that it is away again.</summary>
    private async Task ReturnAsync(MessageSession session)
    {
        if (_tried is null)
        {
            _failures = _options.TimeProvider.GetElapsedTime(_backSince) >= s_stable ? 0 : _failures;
        }
        else if (session.IsUnknownThere)
        {
            _endPoints.Remove(_tried);
        }

        if (_endPoints.Count == 0 || session.CutReason == CloseReason.Unauthorized)
        {
            session.Close(CloseReason.SessionLost, new ConnectionClosedException(
                CloseReason.SessionLost, session.CutError?.Message ?? "The server does not know the session any more."));
            return;
        }

        try
        {
            var arrival = new Arrival(await ReachAsync(session.StayAway).ConfigureAwait(false), default, Place: null);
            if (!session.TryReturn(arrival))
            {
                arrival.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    /// <param name="stayAway">How long the server asked to stay away; the pauses come on top.</param>
    private async Task<IStreamLink> ReachAsync(TimeSpan stayAway)
    {
        await Task.Delay(stayAway, _options.TimeProvider, _ended.Token).ConfigureAwait(false);
        while (true)
        {
            TimeSpan pause = LongestPause(_resume, _failures++) * Random.Shared.NextDouble();
            await Task.Delay(pause, _options.TimeProvider, _ended.Token).ConfigureAwait(false);
            _tried = _endPoints[_next++ % _endPoints.Count];
            try
            {
                return await MessageClient.ReachAsync(_options, _tried, _ended.Token).ConfigureAwait(false);
            }
            catch (TransportException)
            {
                // Nobody is there: the next attempt, until the session is given up.
            }
        }
    }
}
