namespace Sockets.Transport.Statsd;

/// <summary>How tags are written.</summary>
public enum StatsdTagStyle
{
    /// <summary>As further parts of the name, which every server understands: <c>users.country.cn:1|c</c>.</summary>
    InName,

    /// <summary>Behind the type: <c>users:1|c|#country:cn</c>.</summary>
    DogStatsd,

    /// <summary>Behind the name: <c>users,country=cn:1|c</c> (Telegraf).</summary>
    Influx,

    /// <summary>Behind the name: <c>users#country=cn:1|c</c>.</summary>
    Librato,

    /// <summary>Behind the name, in brackets: <c>users[country=cn]:1|c</c>.</summary>
    SignalFx,

    /// <summary>Behind the name: <c>users;country=cn:1|c</c>.</summary>
    Graphite,
}
