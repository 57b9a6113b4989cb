using Sockets.Transport.Statsd;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Tests.Statsd;

public sealed class SourceSetTests
{
    private readonly SourceSet _sources = new(most: 2);

    [Fact]
    public void Keeps_a_retired_source_for_one_flush_as_a_call_may_still_be_on_its_way()
    {
        CounterSource source = Add();
        source.IsRetired = true;
        _sources.RemoveRetired();
        source.Measure(1L);
        _sources.RemoveRetired();
        Assert.Same(source, Assert.Single(_sources.Snapshot()));
    }

    [Fact]
    public void Lets_a_retired_source_go_that_nobody_called_for_a_flush()
    {
        Add().IsRetired = true;
        Add();
        _sources.RemoveRetired();
        Assert.Equal(2, _sources.Snapshot().Length);
        _sources.RemoveRetired();
        Assert.Single(_sources.Snapshot());
        Add();
    }

    private CounterSource Add()
    {
        CounterSource source = new(new StatsdName(StatsdDialect.Etsy, "c"));
        Assert.True(_sources.TryAdd(source));
        return source;
    }
}
