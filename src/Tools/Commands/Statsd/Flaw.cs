namespace Sockets.Tools.Commands.Statsd;

/// <summary>What a line has that not every server reads alike.</summary>
[Flags]
internal enum Flaw
{
    None = 0,

    /// <summary>A counter's value has a fraction.</summary>
    FractionalCounter = 1 << 0,

    /// <summary>A timer's value has a fraction.</summary>
    FractionalTimer = 1 << 1,

    /// <summary>A timer has a sample rate.</summary>
    SampledTimer = 1 << 2,

    /// <summary>A value has an exponent.</summary>
    Exponent = 1 << 3,

    /// <summary>A value is hexadecimal.</summary>
    Hexadecimal = 1 << 4,

    /// <summary>A value is infinite or not a number.</summary>
    NotFinite = 1 << 5,

    /// <summary>A sample rate has an exponent.</summary>
    ExponentRate = 1 << 6,

    /// <summary>A sample rate is not a plain number above 0 and at most 1.</summary>
    OddRate = 1 << 7,

    /// <summary>A gauge's value has a sign.</summary>
    SignedGauge = 1 << 8,

    /// <summary>A timer's value is negative.</summary>
    NegativeTimer = 1 << 9,

    /// <summary>The type is <c>h</c>.</summary>
    Histogram = 1 << 10,

    /// <summary>The type is <c>d</c>.</summary>
    Distribution = 1 << 11,

    /// <summary>The type is <c>s</c>.</summary>
    Set = 1 << 12,

    /// <summary>Tags as a field, <c>|#</c>.</summary>
    TagField = 1 << 13,

    /// <summary>Tags in the name, as Telegraf has them.</summary>
    InfluxTags = 1 << 14,

    /// <summary>Tags in the name, as Librato has them.</summary>
    LibratoTags = 1 << 15,

    /// <summary>Tags in the name, as SignalFx has them.</summary>
    SignalFxTags = 1 << 16,

    /// <summary>Tags in the name, as Graphite has them.</summary>
    GraphiteTags = 1 << 17,

    /// <summary>A container, <c>|c:</c>.</summary>
    Container = 1 << 18,

    /// <summary>A time, <c>|T</c>.</summary>
    Timestamp = 1 << 19,

    /// <summary>External data or a cardinality, <c>|e:</c> or <c>|card:</c>.</summary>
    NewFields = 1 << 20,

    /// <summary>Several values with one type.</summary>
    Packed = 1 << 21,

    /// <summary>Several values with a type each.</summary>
    Repeated = 1 << 22,

    /// <summary>A carriage return at the end.</summary>
    CarriageReturn = 1 << 23,

    /// <summary>The name has characters that servers change.</summary>
    OddName = 1 << 24,

    /// <summary>An event or a service check.</summary>
    Notice = 1 << 25,

    /// <summary>No line at all.</summary>
    Malformed = 1 << 26,
}
