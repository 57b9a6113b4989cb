namespace Sockets.Tools.Commands.Input;

/// <summary>Bytes cut into messages of one size.</summary>
internal sealed class ChunkMessages : MessageSource
{
    private readonly IByteFeed _feed;
    private readonly int _size;
    private readonly ChunkFill _fill;
    private readonly byte[] _carry;
    private ReadOnlyMemory<byte> _run;
    private int _carried;
    private bool _carryFull;
    private bool _ended;

    /// <param name="feed">Where the bytes come from; owned from here on.</param>
    /// <param name="size">The longest message.</param>
    /// <param name="fill">Whether messages wait to be full.</param>
    public ChunkMessages(IByteFeed feed, int size, ChunkFill fill)
    {
        _feed = feed;
        _size = size;
        _fill = fill;
        _carry = fill == ChunkFill.Full ? GC.AllocateUninitializedArray<byte>(size) : [];
    }

    public override long? TotalBytes => _feed.TotalBytes;

    public override bool TryRead(out ReadOnlyMemory<byte> message)
    {
        if (_carryFull)
        {
            message = _carry.AsMemory(0, _carried);
            _carried = 0;
            _carryFull = false;
            return true;
        }

        bool whole = _run.Length >= _size;
        if (whole || (_run.Length > 0 && _fill == ChunkFill.AsItComes))
        {
            int length = whole ? _size : _run.Length;
            message = _run[..length];
            _run = _run[length..];
            return true;
        }

        message = default;
        return false;
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            // A rest shorter than a chunk moves aside before the feed takes its run back.
            if (_run.Length > 0)
            {
                Carry();
                if (_carryFull)
                {
                    return true;
                }
            }

            _run = await _feed.NextAsync(cancellationToken);
            if (_run.IsEmpty)
            {
                _ended = true;
                _carryFull = _carried > 0;
                return _carryFull;
            }

            if (_carried == 0)
            {
                if (_run.Length >= _size || _fill == ChunkFill.AsItComes)
                {
                    return true;
                }
            }
            else
            {
                Carry();
                if (_carryFull)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public override void Dispose() => _feed.Dispose();

    private void Carry()
    {
        int taken = Math.Min(_size - _carried, _run.Length);
        _run[..taken].CopyTo(_carry.AsMemory(_carried));
        _run = _run[taken..];
        _carried += taken;
        _carryFull = _carried == _size;
    }
}
