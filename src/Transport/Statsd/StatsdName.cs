using System.Buffers;
using System.Text;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>
/// A metric's name and tags, checked and encoded once for one dialect: whatever they hold, a line made of it is one line
/// with these fields and no more. Immutable.
/// </summary>
/// <remarks>
/// A name may have the printable characters of ASCII but blank and <c>: | @ # , ; = [ ] { }</c>, and so may a tag's key. A
/// tag's value may have the same, and UTF-8 in DogStatsD (there all but <c>, | #</c>) and Influx; as a part of the name,
/// only letters, digits, <c>_</c> and <c>-</c>.
/// </remarks>
public sealed class StatsdName
{
    /// <summary>The longest name with all its tags, encoded: 1,024 bytes, which leaves room for a value in every datagram.</summary>
    public const int MaxLength = 1024;

    private readonly byte[] _head;
    private readonly byte[] _tags;
    private readonly byte[] _origin;

    /// <summary>Checks and encodes a name.</summary>
    /// <param name="dialect">Whose line it is for.</param>
    /// <param name="name">The name; not empty.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="policy">What happens to illegal characters.</param>
    /// <exception cref="ArgumentException">
    /// A character is illegal, and where; or a name or key is empty; or all of it is longer than <see cref="MaxLength"/>.
    /// </exception>
    public StatsdName(
        StatsdDialect dialect,
        string name,
        IEnumerable<StatsdTag>? tags = null,
        StatsdNamePolicy policy = StatsdNamePolicy.Reject)
        : this(new NameSetup(dialect, policy), name, tags ?? [])
    {
    }

    internal StatsdName(NameSetup setup, string name, IEnumerable<StatsdTag> tags)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        StatsdTag[] own = [.. tags];
        Dialect = setup.Dialect;
        Text = name;
        Span<byte> room = stackalloc byte[MaxLength];
        NameEncoder head = new(room, Dialect, setup.Policy);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        head.Head(setup.Prefix, utf8, setup.Tags, own);
        _head = room[..head.Length].ToArray();
        NameEncoder field = new(room[head.Length..], Dialect, setup.Policy);
        field.TagField(setup.Tags, own);
        _tags = room.Slice(head.Length, field.Length).ToArray();
        _origin = setup.Origin;
        if (head.IsIllegal || field.IsIllegal)
        {
            throw Illegal(name, own);
        }

        if (head.IsFull || field.IsFull)
        {
            throw new ArgumentException($"The name \"{name}\" with its tags is longer than {MaxLength} bytes: shorten it.", nameof(name));
        }
    }

    /// <summary>Whose lines it is for.</summary>
    public StatsdDialect Dialect { get; }

    /// <summary>The name as it was given.</summary>
    public string Text { get; }

    /// <summary>Equal for names that are the same series.</summary>
    internal string Identity => Encoding.UTF8.GetString(_head) + Encoding.UTF8.GetString(_tags);

    /// <summary>The encoded parts of its lines.</summary>
    internal LineParts Parts => new(Dialect, _head, _tags, _origin);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private ArgumentException Illegal(string name, StatsdTag[] tags)
    {
        const string Way = "leave it out, or choose StatsdNamePolicy.Replace to have it replaced";
        if (FirstIllegal(name, LegalBytes.Name) is { } at)
        {
            return new ArgumentException($"The name \"{name}\" has {Show(name[at])} at position {at}: {Way}.", nameof(name));
        }

        foreach (StatsdTag tag in tags)
        {
            if (string.IsNullOrEmpty(tag.Key))
            {
                return new ArgumentException($"A tag of \"{name}\" has no key.", nameof(tags));
            }

            if (FirstIllegal(tag.Key, LegalBytes.KeyOf(Dialect.TagStyle)) is { } keyAt)
            {
                return new ArgumentException($"The tag key \"{tag.Key}\" has {Show(tag.Key[keyAt])} at position {keyAt}: {Way}.", nameof(tags));
            }

            if (tag.Value is { } value && FirstIllegal(value, LegalBytes.ValueOf(Dialect.TagStyle)) is { } valueAt)
            {
                return new ArgumentException(
                    $"The value \"{value}\" of the tag {tag.Key} has {Show(value[valueAt])} at position {valueAt}: {Way}.", nameof(tags));
            }
        }

        return new ArgumentException($"The name \"{name}\" begins like a service check, with \"_sc\": {Way}.", nameof(name));
    }

    private static int? FirstIllegal(string text, SearchValues<byte> legal)
    {
        for (int i = 0; i < text.Length; i++)
        {
            // Beyond ASCII all bytes of a character are legal or none is.
            if (!legal.Contains(text[i] < 0x80 ? (byte)text[i] : (byte)0x80))
            {
                return i;
            }
        }

        return null;
    }

    private static string Show(char c) => c is > ' ' and < '\x7F' ? $"'{c}'" : $"U+{(int)c:X4}";
}
