namespace Sockets.Transport.Statsd;

/// <summary>What became of a line that was to be written.</summary>
public enum StatsdWriteStatus
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>There is no room for it: nothing was written.</summary>
    Full,

    /// <summary>
    /// The value cannot be said: it is not a finite number, a time is negative, a rate is not above 0 and at most 1, or a
    /// set's member has a byte that would end it. Nothing was written.
    /// </summary>
    InvalidValue,

    /// <summary>The dialect has no such line. Nothing was written.</summary>
    Unsupported,
}
