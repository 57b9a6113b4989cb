using System.Buffers;
using System.Text;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>
/// Writes names and tags, checking every byte. Once there was no room, or something illegal, it writes nothing more.
/// </summary>
internal ref struct NameEncoder(Span<byte> to, StatsdDialect dialect, StatsdNamePolicy policy)
{
    private readonly Span<byte> _to = to;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _to[..Length];

    /// <summary>Whether there was no room for all of it.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether something could not be written and may not be replaced.</summary>
    public bool IsIllegal { get; private set; }

    public readonly bool Failed => IsFull || IsIllegal;

    /// <summary>The name with its prefix, the tags where they belong to it, and the colon.</summary>
    public void Head(
        scoped ReadOnlySpan<byte> prefix,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<StatsdTag> common,
        scoped ReadOnlySpan<StatsdTag> own)
    {
        int start = Length;
        Raw(prefix);
        Text(name, LegalBytes.Name);
        IsIllegal |= name.IsEmpty;
        GuardStart(start);
        if (dialect.TagStyle != StatsdTagStyle.DogStatsd)
        {
            Tags(common, own);
        }

        Raw((byte)':');
    }

    /// <summary>The tags where they are a field of their own, else nothing.</summary>
    public void TagField(scoped ReadOnlySpan<StatsdTag> common, scoped ReadOnlySpan<StatsdTag> own)
    {
        if (dialect.TagStyle == StatsdTagStyle.DogStatsd)
        {
            Tags(common, own);
        }
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (Failed || !bytes.TryCopyTo(_to[Length..]))
        {
            IsFull |= !IsIllegal;
            return;
        }

        Length += bytes.Length;
    }

    public void Raw(byte value) => Raw([value]);

    public void Text(scoped ReadOnlySpan<byte> utf8, SearchValues<byte> legal)
    {
        int start = Length;
        Raw(utf8);
        Check(start, legal);
    }

    public void Text(scoped ReadOnlySpan<char> text, SearchValues<byte> legal)
    {
        if (Failed)
        {
            return;
        }

        if (!Encoding.UTF8.TryGetBytes(text, _to[Length..], out int written))
        {
            IsFull = true;
            return;
        }

        int start = Length;
        Length += written;
        Check(start, legal);
    }

    private static bool HasKey(ReadOnlySpan<StatsdTag> tags, string key)
    {
        foreach (StatsdTag tag in tags)
        {
            if (tag.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    private void Tags(scoped ReadOnlySpan<StatsdTag> common, scoped ReadOnlySpan<StatsdTag> own)
    {
        int before = Length;
        foreach (StatsdTag tag in common)
        {
            // What the metric says itself wins.
            if (!HasKey(own, tag.Key))
            {
                Tag(tag, isFirst: Length == before);
            }
        }

        foreach (StatsdTag tag in own)
        {
            Tag(tag, isFirst: Length == before);
        }

        if (dialect.TagStyle == StatsdTagStyle.SignalFx && Length > before)
        {
            Raw((byte)']');
        }
    }

    private void Tag(StatsdTag tag, bool isFirst)
    {
        StatsdTagStyle style = dialect.TagStyle;
        Raw(style switch
        {
            StatsdTagStyle.InName => "."u8,
            StatsdTagStyle.Graphite => ";"u8,
            StatsdTagStyle.DogStatsd when isFirst => "|#"u8,
            StatsdTagStyle.Librato when isFirst => "#"u8,
            StatsdTagStyle.SignalFx when isFirst => "["u8,
            _ => ","u8,
        });
        IsIllegal |= string.IsNullOrEmpty(tag.Key);
        Text(tag.Key, LegalBytes.KeyOf(style));
        if (style == StatsdTagStyle.DogStatsd)
        {
            if (!string.IsNullOrEmpty(tag.Value))
            {
                Raw((byte)':');
                Text(tag.Value, LegalBytes.DogStatsdValue);
            }

            return;
        }

        Raw(style == StatsdTagStyle.InName ? (byte)'.' : (byte)'=');
        Text(tag.Value switch { null => "true", "" => "_", _ => tag.Value }, LegalBytes.ValueOf(style));
    }

    /// <summary>A name that begins with <c>_sc</c> would be taken for a service check.</summary>
    private void GuardStart(int start)
    {
        if (!dialect.Events || Failed || !_to[start..Length].StartsWith("_sc"u8))
        {
            return;
        }

        IsIllegal = policy == StatsdNamePolicy.Reject;
        _to[start] = (byte)'-';
    }

    private void Check(int start, SearchValues<byte> legal)
    {
        if (Failed)
        {
            return;
        }

        Span<byte> text = _to[start..Length];
        int first = text.IndexOfAnyExcept(legal);
        if (first < 0)
        {
            return;
        }

        if (policy == StatsdNamePolicy.Reject)
        {
            IsIllegal = true;
            return;
        }

        // One mark for a character, however many bytes it has.
        int kept = first;
        bool inCharacter = false;
        for (int i = first; i < text.Length; i++)
        {
            byte b = text[i];
            bool continues = inCharacter && (b & 0xC0) == 0x80;
            inCharacter = continues || b >= 0xC0;
            if (legal.Contains(b))
            {
                text[kept++] = b;
            }
            else if (!continues)
            {
                text[kept++] = (byte)'_';
            }
        }

        Length = start + kept;
    }
}
