namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>All sources of a client. Adding is rare; the flush walks over an array that never changes.</summary>
internal sealed class SourceSet(int most)
{
    private readonly Lock _gate = new();
    private readonly List<Source> _sources = [];
    private Source[]? _snapshot = [];
    private long _gone;

    /// <summary>The calls of sources that were removed.</summary>
    public long Gone
    {
        get
        {
            lock (_gate)
            {
                return _gone;
            }
        }
    }

    public bool TryAdd(Source source)
    {
        lock (_gate)
        {
            if (_sources.Count >= most)
            {
                return false;
            }

            _sources.Add(source);
            _snapshot = null;
            return true;
        }
    }

    /// <summary>
    /// Removes sources that nobody calls any more and that have handed over everything; one flush later, since a call that
    /// found its source before may still be on its way.
    /// </summary>
    public void RemoveRetired()
    {
        lock (_gate)
        {
            int kept = 0;
            for (int i = 0; i < _sources.Count; i++)
            {
                Source source = _sources[i];
                if (source.IsLeaving && source.Taken == source.Calls)
                {
                    _gone += source.Taken;
                }
                else
                {
                    source.IsLeaving = source.IsRetired;
                    _sources[kept++] = source;
                }
            }

            if (kept < _sources.Count)
            {
                _sources.RemoveRange(kept, _sources.Count - kept);
                _snapshot = null;
            }
        }
    }

    public Source[] Snapshot()
    {
        lock (_gate)
        {
            return _snapshot ??= [.. _sources];
        }
    }
}
