using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Sockets.Transport.Tests.Support;

/// <summary>
/// Listens to the events <c>Sockets-Transport</c>, and keeps those that no test has asked for; other tests' connections write
/// some, too.
/// </summary>
internal sealed class TransportEventListener : EventListener
{
    private readonly ConcurrentQueue<string[]> _events = new();
    private readonly SemaphoreSlim _more = new(0);

    /// <summary>The fields of the next event of this name that mentions all of this.</summary>
    public async Task<string[]> SeeAsync(params string[] words)
    {
        List<string[]> others = [];
        while (true)
        {
            await _more.WaitAsync(TestContext.Current.CancellationToken).WithinAsync(
                what: $"{string.Join(' ', words)}; instead: {string.Join("; ", others.Select(other => string.Join(' ', other)))}");
            Assert.True(_events.TryDequeue(out string[]? fields));
            if (words.All(fields.Contains))
            {
                others.ForEach(Keep);
                return fields;
            }

            others.Add(fields);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _more.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Sockets-Transport")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor hands out events before this class's fields exist.
        if (_more is not null && eventData.EventSource.Name == "Sockets-Transport")
        {
            Keep([eventData.EventName!, .. eventData.Payload!.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture)!)]);
        }
    }

    private void Keep(string[] fields)
    {
        _events.Enqueue(fields);
        _more.Release();
    }
}
