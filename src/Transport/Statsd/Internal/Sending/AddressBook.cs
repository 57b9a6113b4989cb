using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// The addresses of an end point. A host name is looked up on the pool, again and again; when that fails, the addresses
/// that were known stay. While none is known it is looked up again after a pause that grows.
/// </summary>
internal sealed class AddressBook
{
    private readonly EndPoint _endPoint;
    private readonly TimeSpan _refresh;
    private readonly TimeProvider _time;
    private readonly Func<string, Task<IPAddress[]>> _resolve;
    private readonly Action _onAnswer;
    private readonly Backoff _backoff;
    private EndPoint[] _addresses = [];
    private long _asked;
    private int _asking;

    /// <param name="endPoint">Whose addresses they are.</param>
    /// <param name="refresh">How often a name is looked up.</param>
    /// <param name="time">The clock.</param>
    /// <param name="resolve">Looks a name up.</param>
    /// <param name="onAnswer">Called on the pool when a question was answered, or failed.</param>
    public AddressBook(EndPoint endPoint, TimeSpan refresh, TimeProvider time, Func<string, Task<IPAddress[]>> resolve, Action onAnswer)
    {
        _endPoint = endPoint;
        _refresh = refresh;
        _time = time;
        _resolve = resolve;
        _onAnswer = onAnswer;
        _backoff = new Backoff(time);
        if (endPoint is not DnsEndPoint)
        {
            _addresses = [endPoint];
        }
    }

    /// <summary>What is known; empty before the first answer. The array is another one when something has changed.</summary>
    public EndPoint[] Addresses => Volatile.Read(ref _addresses);

    /// <summary>Why the last question had no answer.</summary>
    public SocketError LastError { get; private set; }

    /// <summary>While no address is known: in how long to ask again. Null while a question is under way.</summary>
    public TimeSpan? RetryIn => Volatile.Read(ref _asking) == 1 ? null : _backoff.Left;

    /// <summary>Asks if it is time to; never waits.</summary>
    public void Refresh()
    {
        if (_endPoint is not DnsEndPoint name || Volatile.Read(ref _asking) == 1 || !IsDue())
        {
            return;
        }

        Volatile.Write(ref _asking, 1);
        _asked = _time.GetTimestamp();
        BeginAsking(name);
    }

    /// <summary>Only while nobody asks: the answer changes what it looks at.</summary>
    private bool IsDue() => Addresses.Length > 0 ? _time.GetElapsedTime(_asked) >= _refresh : _backoff.IsOver;

    private void BeginAsking(DnsEndPoint name) => _ = Task.Run(() => AskAsync(name));

    private async Task AskAsync(DnsEndPoint name)
    {
        try
        {
            IPAddress[] found = await _resolve(name.Host).ConfigureAwait(false);
            EndPoint[] addresses =
            [
                .. from address in found
                   where name.AddressFamily == AddressFamily.Unspecified || address.AddressFamily == name.AddressFamily
                   select new IPEndPoint(address, name.Port),
            ];
            if (addresses.Length == 0)
            {
                Fail(SocketError.NoData);
            }
            else if (!addresses.SequenceEqual(_addresses))
            {
                Volatile.Write(ref _addresses, addresses);
            }
        }
        catch (SocketException e)
        {
            Fail(e.SocketErrorCode);
        }
        catch (ArgumentException)
        {
            Fail(SocketError.HostNotFound);
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }

        _onAnswer();
    }

    private void Fail(SocketError error)
    {
        LastError = error;
        _backoff.Fail();
    }
}
