using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What <c>dotnet-trace</c> sees of sources.</summary>
public sealed class MulticastEventsTests
{
    [Fact]
    public void Says_when_a_source_came_and_began_anew_and_ended()
    {
        using Listener listener = new();
        using PipelineRig rig = new();
        string source = $"{PipelineRig.Sender}/40000";
        rig.Arrive(PipelineRig.Data(1, epoch: 1, stream: 40_000));
        rig.Arrive(PipelineRig.Data(1, epoch: 2, stream: 40_000));
        rig.Arrive(PipelineRig.Control(PacketKind.End, 2, epoch: 2, stream: 40_000));
        rig.Pass(TimeSpan.FromMilliseconds(300));

        Assert.Equal(["Started", "Restarted", "Ended"], listener.Changes.Where(c => c.Source == source).Select(c => c.Change));
    }

    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<(string Source, string Change)> Changes { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Sockets-Transport")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "Source")
            {
                Changes.Enqueue(((string)eventData.Payload![0]!, (string)eventData.Payload[1]!));
            }
        }
    }
}
