using System.Text;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>What a writer writes, as text.</summary>
internal static class Written
{
    public delegate StatsdWriteStatus Line(ref StatsdWriter writer);

    public static string By(Line write)
    {
        StatsdWriter writer = new(new byte[4096]);
        Assert.Equal(StatsdWriteStatus.Written, write(ref writer));
        return Encoding.UTF8.GetString(writer.Written);
    }

    public static StatsdWriteStatus Status(Line write)
    {
        StatsdWriter writer = new(new byte[4096]);
        StatsdWriteStatus status = write(ref writer);
        Assert.Equal(status == StatsdWriteStatus.Written, writer.Length > 0);
        return status;
    }

    public static StatsdDialect Dialect(string name) => name switch
    {
        "etsy" => StatsdDialect.Etsy,
        "dogstatsd" => StatsdDialect.DogStatsd,
        "influx" => StatsdDialect.Influx,
        "librato" => StatsdDialect.Librato,
        "signalfx" => StatsdDialect.SignalFx,
        "graphite" => StatsdDialect.Graphite,
        _ => StatsdDialect.DogStatsdVersion(name[^1] - '0'),
    };
}
