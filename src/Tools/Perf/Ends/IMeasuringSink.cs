using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side does with what arrives on one stream in one test.</summary>
internal interface IMeasuringSink : IDataSink
{
    /// <summary>Done when the last message has come, or the stream has ended; fails when it broke.</summary>
    Task Completed { get; }

    /// <summary>Messages so far, with those of the warm-up. Any thread may ask.</summary>
    long Count { get; }

    /// <summary>What the other side sent of its own accord; null for one that only hears answers.</summary>
    ReceiveFigures? Received { get; }

    /// <summary>The times it records, which another thread may read meanwhile; null for one that records none.</summary>
    LatencyHistogram? Times => null;

    /// <summary>Times there and back; null for one that measures none.</summary>
    RoundTripFigures? RoundTrips => null;
}
