namespace Sockets.Tools.Commands.Input;

/// <summary>A few payloads, sent in turn until there have been as many as asked for.</summary>
internal sealed class RepeatedMessages : MessageSource
{
    private readonly IReadOnlyList<byte[]> _payloads;
    private readonly long _count;
    private long _next;

    /// <param name="payloads">What is sent in turn; at least one.</param>
    /// <param name="count">How many messages in all.</param>
    public RepeatedMessages(IReadOnlyList<byte[]> payloads, long count)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payloads.Count);
        _payloads = payloads;
        _count = count;
        long round = payloads.Sum(p => (long)p.Length);
        TotalBytes = (count / payloads.Count * round) + payloads.Take((int)(count % payloads.Count)).Sum(p => (long)p.Length);
    }

    public override long? TotalBytes { get; }

    /// <summary>A payload of printable ASCII, so that it can be watched in a terminal.</summary>
    public static byte[] Generate(int size)
    {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++)
        {
            payload[i] = (byte)('a' + (i % 26));
        }

        return payload;
    }

    public override bool TryRead(out ReadOnlyMemory<byte> message)
    {
        if (_next == _count)
        {
            message = default;
            return false;
        }

        message = _payloads.Count == 1 ? _payloads[0] : _payloads[(int)(_next % _payloads.Count)];
        _next++;
        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => new(_next < _count);

    public override void Dispose()
    {
    }
}
