namespace Sockets.Tools.Commands.Input;

/// <summary>
/// Standard input, a pipe or a device: reading it blocks for as long as the other side likes and cannot be cancelled,
/// so a thread of its own does that. It is a background thread: one that is still blocked does not keep the process.
/// </summary>
internal sealed class StreamFeed : IByteFeed
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly ByteRing _ring;
    private bool _started;

    /// <param name="stream">What to read; owned from here on.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="capacity">How many bytes are read ahead at most.</param>
    public StreamFeed(Stream stream, string name, int capacity)
    {
        _stream = stream;
        _name = name;
        _ring = new ByteRing(capacity);
    }

    public long? TotalBytes => null;

    public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            new Thread(ReadAll) { IsBackground = true, Name = "input" }.Start();
        }

        return _ring.ReadAsync(cancellationToken);
    }

    /// <summary>Ends the reading. The stream is left to the thread, which may be blocked in it.</summary>
    public void Dispose()
    {
        _ring.Dispose();
        if (!_started)
        {
            _stream.Dispose();
        }
    }

    private void ReadAll()
    {
        try
        {
            while (true)
            {
                Memory<byte> room = _ring.Reserve();
                int read = room.IsEmpty ? 0 : _stream.Read(room.Span);
                if (read == 0)
                {
                    break;
                }

                _ring.Commit(read);
            }

            _ring.End(error: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _ring.End(new ToolException(ExitCode.EnvironmentNotSuitable, $"cannot read {_name}: {e.Message}", innerException: e));
        }
        finally
        {
            _stream.Dispose();
        }
    }
}
