namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>What became of the calls that were taken. Guarded by the pump's gate.</summary>
internal sealed class PumpCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<Drop>().Length];

    /// <summary>Calls whose lines the kernel took.</summary>
    public long Sent { get; set; }

    public long Lines { get; set; }

    public long Packets { get; set; }

    public long Bytes { get; set; }

    public long this[Drop cause] => _dropped[(int)cause];

    public void Count(Drop cause, long calls) => _dropped[(int)cause] += calls;
}
