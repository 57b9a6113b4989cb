using System.Buffers;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>Which bytes may stand where, so that nothing that is written can be taken for a mark of the line.</summary>
internal static class LegalBytes
{
    // The marks of all dialects together, so that a name is the same on every server. '{' would make an event of "_e{".
    private const string Marks = ":|@#,;=[]{}";

    /// <summary>In names, in tag keys, and in tag values of dialects that put tags behind the name.</summary>
    public static readonly SearchValues<byte> Name = Where(b => b is > 0x20 and < 0x7F && !Marks.Contains((char)b));

    /// <summary>In tag values that become a part of the name: no dot either, which would part them.</summary>
    public static readonly SearchValues<byte> NamePart = Where(b => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-');

    /// <summary>In values of DogStatsD's tags: UTF-8 and blanks too.</summary>
    public static readonly SearchValues<byte> DogStatsdValue = Where(b => b >= 0x20 && b != 0x7F && !"|,#".Contains((char)b));

    /// <summary>In values of Telegraf's tags: UTF-8 too.</summary>
    public static readonly SearchValues<byte> InfluxValue = Where(b => Name.Contains(b) || b >= 0x80);

    /// <summary>In the members of a set.</summary>
    public static readonly SearchValues<byte> Member = Where(b => b >= 0x20 && b != 0x7F && b is not ((byte)'|' or (byte)':'));

    /// <summary>In the fields of an event or a check that end at a bar.</summary>
    public static readonly SearchValues<byte> Field = Where(b => b >= 0x20 && b is not (0x7F or (byte)'|'));

    /// <summary>The bytes that may stand in a tag's value.</summary>
    public static SearchValues<byte> ValueOf(StatsdTagStyle style) => style switch
    {
        StatsdTagStyle.DogStatsd => DogStatsdValue,
        StatsdTagStyle.Influx => InfluxValue,
        StatsdTagStyle.InName => NamePart,
        _ => Name,
    };

    /// <summary>The bytes that may stand in a tag's key.</summary>
    public static SearchValues<byte> KeyOf(StatsdTagStyle style) => style == StatsdTagStyle.InName ? NamePart : Name;

    private static SearchValues<byte> Where(Func<byte, bool> legal) =>
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(i => (byte)i).Where(legal)]);
}
