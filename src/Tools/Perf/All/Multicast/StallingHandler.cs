using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>Holds the receiving thread itself: meanwhile only the kernel's buffer takes what comes.</summary>
internal sealed class StallingHandler : IMulticastHandler
{
    private readonly IDataSink _sink;
    private readonly SlowReader _pace;
    private IDataStream? _stream;
    private long _untilPause;

    /// <param name="sink">Takes what arrives.</param>
    /// <param name="pace">How it is held.</param>
    public StallingHandler(IDataSink sink, SlowReader pace)
    {
        _sink = sink;
        _pace = pace;
        _untilPause = pace.Every;
    }

    /// <summary>The stream to give to the sink; before the first message comes.</summary>
    public void Attach(IDataStream stream) => _stream = stream;

    public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
    {
        _sink.OnMessage(_stream!, payload, new MessageTimes(info.SentNanoseconds, info.ReceivedNanoseconds));
        if (--_untilPause == 0)
        {
            _untilPause = _pace.Every;
            Thread.Sleep(_pace.Pause);
        }
    }
}
