using System.Runtime.InteropServices;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>
/// Between messages as the tool has them, one run of bytes, and as ZeroMQ has them, in parts. What it gives is valid until
/// its next call.
/// </summary>
/// <param name="topic">The part that goes in front of each message that is sent; null for none.</param>
/// <param name="delimiter">Where a message is cut into parts, and what is put between those received; null for nothing.</param>
internal sealed class ZmqParts(byte[]? topic, byte[]? delimiter)
{
    // Nine bytes say how long a part is, when it is not short.
    private const int LongestHeader = 9;

    private readonly List<int> _lengths = [];
    private ReadOnlyMemory<byte>[] _parts = new ReadOnlyMemory<byte>[4];
    private byte[] _joined = new byte[4096];

    public ZmqParts(ZmqSettings settings)
        : this(settings.SentTopic, settings.Delimiter)
    {
    }

    /// <summary>Of the message joined last, how long each part is; nothing when there is one, or a delimiter to tell them apart.</summary>
    public ReadOnlySpan<int> Lengths => _lengths is { Count: > 1 } && delimiter is null
        ? CollectionsMarshal.AsSpan(_lengths)
        : default;

    /// <summary>The longest run of bytes that fits, when it is not cut.</summary>
    public int LongestOf(int message) => Math.Max(0, message - LongestHeader - (topic is null ? 0 : LongestHeader + topic.Length));

    /// <summary>The parts of a message that is to be sent.</summary>
    /// <exception cref="ToolException">It has so many that it becomes too long.</exception>
    public ReadOnlyMemory<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> message, int longest)
    {
        int count = 0;
        long length = message.Length + (long)LongestHeader;
        if (topic is not null)
        {
            Add(topic);
            length += topic.Length + LongestHeader;
        }

        int at;
        while (delimiter is not null && (at = message.Span.IndexOf(delimiter)) >= 0)
        {
            Add(message[..at]);
            message = message[(at + delimiter.Length)..];
            length += LongestHeader - delimiter.Length;
        }

        Add(message);
        return length <= longest
            ? _parts.AsMemory(0, count)
            : throw ToolException.Usage($"a message takes {length} bytes in {count} parts, and {longest} is the limit", "maxmessage= sets that");

        void Add(ReadOnlyMemory<byte> part)
        {
            if (count == _parts.Length)
            {
                Array.Resize(ref _parts, 2 * count);
            }

            _parts[count++] = part;
        }
    }

    /// <summary>A message that was received, as one run of bytes.</summary>
    public ReadOnlyMemory<byte> Join(ZmqMessage.FrameEnumerator frames)
    {
        _lengths.Clear();
        int length = 0;
        while (frames.MoveNext())
        {
            ReadOnlySpan<byte> between = _lengths.Count == 0 ? default : delimiter;
            int needed = length + between.Length + frames.Current.Length;
            if (needed > _joined.Length)
            {
                Array.Resize(ref _joined, (int)Math.Min(Math.Max(needed, 2L * _joined.Length), Array.MaxLength));
            }

            between.CopyTo(_joined.AsSpan(length));
            frames.Current.CopyTo(_joined.AsSpan(length + between.Length));
            length = needed;
            _lengths.Add(frames.Current.Length);
        }

        return _joined.AsMemory(0, length);
    }
}
