using System.Net.Sockets;

namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>Carries the bytes of one direction from one socket to another, through the weather there is.</summary>
internal sealed class ChaosDirection
{
    private readonly Socket _from;
    private readonly Socket _to;
    private readonly Weather _weather;
    private readonly TimeProvider _time;
    private readonly Action _reset;
    private long _passed;

    /// <param name="from">Where the bytes come from.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="weather">What happens to them.</param>
    /// <param name="time">The clock of its delays.</param>
    /// <param name="reset">Resets the whole connection.</param>
    public ChaosDirection(Socket from, Socket to, Weather weather, TimeProvider time, Action reset)
    {
        _from = from;
        _to = to;
        _weather = weather;
        _time = time;
        _reset = reset;
    }

    /// <summary>How many bytes were let through to the far end.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>Ends with the direction, or when the connection is reset.</summary>
    public async Task CarryAsync(CancellationToken over)
    {
        try
        {
            await CarryAllAsync(over);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two ends has reset it: so does the proxy, and the other end learns it too.
            _reset();
        }
    }

    private async Task CarryAllAsync(CancellationToken over)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            long room = _weather.Then == Mishap.None ? long.MaxValue : _weather.After - Passed;
            if (room == 0)
            {
                await StrikeAsync(buffer, over);
                return;
            }

            int most = (int)Math.Min(Math.Min(buffer.Length, _weather.Piece), room);
            int count = await _from.ReceiveAsync(buffer.AsMemory(0, most), over);
            if (count == 0)
            {
                _to.Shutdown(SocketShutdown.Send);
                return;
            }

            await HoldAsync(count, over);
            // Before they go: whoever has received them finds them counted.
            Interlocked.Add(ref _passed, count);
            for (int sent = 0; sent < count;)
            {
                sent += await _to.SendAsync(buffer.AsMemory(sent, count - sent), over);
            }
        }
    }

    private async Task HoldAsync(int count, CancellationToken over)
    {
        TimeSpan hold = _weather.Delay;
        if (_weather.BytesPerSecond > 0)
        {
            hold += TimeSpan.FromSeconds((double)count / _weather.BytesPerSecond);
        }

        if (hold > TimeSpan.Zero)
        {
            await Task.Delay(hold, _time, over);
        }
    }

    private async Task StrikeAsync(byte[] buffer, CancellationToken over)
    {
        switch (_weather.Then)
        {
            case Mishap.HalfClose:
                _to.Shutdown(SocketShutdown.Send);
                break;
            case Mishap.Reset:
                _reset();
                break;
            case Mishap.BlackHole:
                while (await _from.ReceiveAsync(buffer, over) > 0)
                {
                    // It vanishes.
                }

                break;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, over);
                break;
        }
    }
}
