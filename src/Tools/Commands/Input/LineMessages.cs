using System.Globalization;

namespace Sockets.Tools.Commands.Input;

/// <summary>
/// Text lines as messages. The line's end, <c>\n</c> or <c>\r\n</c>, is not part of the message; a last line without
/// one is a message all the same; an empty line is an empty message.
/// </summary>
internal sealed class LineMessages : MessageSource
{
    private readonly IByteFeed _feed;
    private readonly int _longest;
    private readonly string _advice;
    private ReadOnlyMemory<byte> _run;
    private byte[] _carry = [];
    private int _carried;
    private long _line = 1;
    private bool _ended;
    private bool _lastPending;

    /// <param name="feed">Where the bytes come from; owned from here on.</param>
    /// <param name="longest">The longest message allowed.</param>
    /// <param name="advice">What to do about a line that is longer.</param>
    public LineMessages(IByteFeed feed, int longest, string advice)
    {
        _feed = feed;
        _longest = longest;
        _advice = advice;
    }

    public override long? TotalBytes => _feed.TotalBytes;

    public override bool TryRead(out ReadOnlyMemory<byte> message)
    {
        if (_lastPending)
        {
            _lastPending = false;
            message = _carry.AsMemory(0, _carried);
            _carried = 0;
            return true;
        }

        int end = _run.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            message = default;
            return false;
        }

        if (_carried > 0)
        {
            Carry(_run[..end]);
            message = _carry.AsMemory(0, _carried);
            _carried = 0;
        }
        else
        {
            message = _run[..end];
        }

        _run = _run[(end + 1)..];
        if (message.Length > 0 && message.Span[^1] == '\r')
        {
            message = message[..^1];
        }

        Check(message.Length);
        _line++;
        return true;
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            if (_run.Length > 0)
            {
                Carry(_run);
            }

            _run = await _feed.NextAsync(cancellationToken);
            if (_run.IsEmpty)
            {
                _ended = true;
                Check(_carried);
                _lastPending = _carried > 0;
                return _lastPending;
            }

            if (_run.Span.Contains((byte)'\n'))
            {
                return true;
            }
        }

        return false;
    }

    public override void Dispose() => _feed.Dispose();

    private void Carry(ReadOnlyMemory<byte> part)
    {
        // One byte more than the longest line may be its carriage return.
        Check(_carried + part.Length - 1);
        if (_carry.Length < _carried + part.Length)
        {
            Array.Resize(ref _carry, Math.Max(_carried + part.Length, 2 * _carry.Length));
        }

        part.CopyTo(_carry.AsMemory(_carried));
        _carried += part.Length;
    }

    private void Check(int length)
    {
        if (length > _longest)
        {
            throw ToolException.Usage(
                string.Create(CultureInfo.InvariantCulture, $"line {_line} is longer than {_longest} bytes, the most one message may have here"),
                _advice);
        }
    }
}
