namespace Sockets.Transport.Statsd;

/// <summary>What a sign in front of a gauge's value means to the server.</summary>
public enum StatsdGaugeSign
{
    /// <summary>
    /// A change: <c>-5|g</c> takes five away, as the first StatsD server has it. A negative value is then written as
    /// zero and the change from there, two lines that never part.
    /// </summary>
    Delta,

    /// <summary>The value's own sign: <c>-5|g</c> is minus five, as the Datadog Agent has it. There are no changes.</summary>
    Absolute,
}
