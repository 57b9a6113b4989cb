using Sockets.Transport.Statsd.Internal.Bridging;
using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd;

/// <summary>
/// Sends what the instruments of <c>System.Diagnostics.Metrics</c> measure, as long as it is not disposed. Made by
/// <see cref="StatsdClient.AttachMeters"/>.
/// </summary>
public sealed class StatsdMeterBridge : IDisposable
{
    private readonly MeterTap _tap;
    private readonly Heart _heart;

    internal StatsdMeterBridge(MeterTap tap, Heart heart)
    {
        _tap = tap;
        _heart = heart;
        heart.Add(tap);
        tap.Start();
    }

    /// <summary>Series that there are.</summary>
    public int Series => _tap.Series;

    /// <summary>
    /// Measurements that had no series of their own, because their instrument had its most, or they did not fit a name, or the
    /// client had its most. Where not even the overflow series had room, they are <see cref="StatsdStats.DroppedOverflow"/> too.
    /// </summary>
    public long Overflowed => _tap.Overflowed;

    /// <summary>How often the callback of an observable instrument threw. Its other instruments are read all the same.</summary>
    public long CallbackErrors => _tap.CallbackErrors;

    /// <summary>Listens no more. What was measured leaves with the next flush.</summary>
    public void Dispose()
    {
        _heart.Remove(_tap);
        _tap.Dispose();
    }
}
