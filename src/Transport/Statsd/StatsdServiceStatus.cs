namespace Sockets.Transport.Statsd;

/// <summary>How a service is. The numbers are those on the wire.</summary>
public enum StatsdServiceStatus
{
    /// <summary>All is well.</summary>
    Ok = 0,

    /// <summary>It works, but somebody should look.</summary>
    Warning = 1,

    /// <summary>It does not work.</summary>
    Critical = 2,

    /// <summary>Nobody knows.</summary>
    Unknown = 3,
}
