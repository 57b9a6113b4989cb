using Sockets.Tools.Perf.Pacing;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Commands.Input;

/// <summary>The datagrams of a recording, each when it is due.</summary>
internal sealed class RecordedMessages : MessageSource
{
    private readonly FileStream _file;
    private readonly DatagramRecording _recording;
    private readonly DueTime _due;
    private readonly double _ticksPerNanosecond;
    private readonly int _longest;
    private RecordedDatagram _next;
    private bool _isDue;
    private long _first = -1;

    /// <summary>Opens a recording.</summary>
    /// <param name="path">The pcap file.</param>
    /// <param name="speed">How many times as fast it goes.</param>
    /// <param name="longest">The longest datagram that can be sent.</param>
    /// <param name="time">The clock.</param>
    public RecordedMessages(string path, double speed, int longest, TimeProvider time)
    {
        _longest = longest;
        _ticksPerNanosecond = time.TimestampFrequency / 1e9 / speed;
        _due = new DueTime(time, ShortSleep.Sleep);
        _file = Open(path);
        try
        {
            _recording = new DatagramRecording(_file);
        }
        catch (InvalidDataException e)
        {
            _file.Dispose();
            throw new ToolException(ExitCode.Usage, $"cannot replay '{path}': {e.Message}", innerException: e);
        }
    }

    public override bool TryRead(out ReadOnlyMemory<byte> message)
    {
        message = _next.Payload;
        (bool wasDue, _isDue) = (_isDue, false);
        return wasDue;
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        if (!_isDue && !TryAdvance())
        {
            return false;
        }

        await _due.WaitAsync((long)((_next.TimeNanoseconds - _first) * _ticksPerNanosecond), cancellationToken);
        return _isDue = true;
    }

    public override void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException(ExitCode.Usage, $"there is no file {path}", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"cannot read {path}: {e.Message}", innerException: e);
        }
    }

    private bool TryAdvance()
    {
        try
        {
            if (!_recording.TryRead(out _next))
            {
                return false;
            }
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCode.ProtocolError, e.Message, innerException: e);
        }

        if (_next.Payload.Length > _longest)
        {
            throw ToolException.Usage(
                $"the recording has a datagram of {_next.Payload.Length} bytes, and this side sends up to {_longest}", $"add datagram={_next.Payload.Length}");
        }

        _first = _first < 0 ? _next.TimeNanoseconds : _first;
        return true;
    }
}
