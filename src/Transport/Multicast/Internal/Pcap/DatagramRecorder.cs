using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Pcap;

/// <summary>
/// Records what was received. The receive thread appends to one buffer while another thread writes the other one to the
/// stream, so that a slow disk never holds it up: what does not fit then is not recorded, and its owner counts it.
/// </summary>
internal sealed class DatagramRecorder
{
    /// <summary>The length of each buffer: some 2,700 datagrams of 1,400 bytes.</summary>
    private const int BufferLength = 4 * 1024 * 1024;

    /// <summary>What is recorded is written after at most this long.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Stream _stream;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _filling = new byte[BufferLength];
    private byte[] _writing = new byte[BufferLength];
    private int _filled;
    private int _records;
    private long _lost;
    private bool _stop;
    private Exception? _error;

    /// <summary>Makes a recorder; <see cref="Start"/> starts its thread.</summary>
    /// <param name="stream">Where the file goes; it stays its owner's.</param>
    public DatagramRecorder(Stream stream)
    {
        _stream = stream;
        PcapFormat.WriteFileHeader(_filling);
        _filled = PcapFormat.FileHeaderLength;
        _thread = new Thread(Run) { IsBackground = true, Name = "sockets-mrecord" };
    }

    /// <summary>Done when everything was written, or it failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why nothing more is recorded; null while it is.</summary>
    public Exception? Error => Volatile.Read(ref _error);

    /// <summary>Of those that were recorded, how many the stream did not take after all.</summary>
    public long Lost => Volatile.Read(ref _lost);

    public void Start() => _thread.UnsafeStart();

    /// <summary>Records a datagram, if there is room.</summary>
    public bool TryRecord(ReadOnlySpan<byte> datagram, in DatagramSource from, in DatagramSource to, long time)
    {
        lock (_gate)
        {
            if (_stop || BufferLength - _filled < datagram.Length + PcapFormat.MostOverhead)
            {
                return false;
            }

            _filled += PcapFormat.WriteRecord(_filling.AsSpan(_filled), datagram, from, to, time);
            _records++;
            return true;
        }
    }

    /// <summary>Nothing more comes: the rest is written.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stop = true;
        }

        _wake.Release();
    }

    private void Run()
    {
        int writing = 0;
        try
        {
            bool goesOn = true;
            while (goesOn)
            {
                _wake.Wait(s_longestWait);
                int length;
                lock (_gate)
                {
                    (_filling, _writing) = (_writing, _filling);
                    (length, _filled) = (_filled, 0);
                    (writing, _records) = (_records, 0);
                    goesOn = !_stop;
                }

                _stream.Write(_writing, 0, length);
                _stream.Flush();
            }
        }
        catch (Exception e)
        {
            // A full disk is nothing to a receiver: it goes on, and counts what is not recorded.
            Volatile.Write(ref _error, e);
            lock (_gate)
            {
                _stop = true;
                Volatile.Write(ref _lost, writing + _records);
            }
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
