using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Receiving;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>
/// The sources of one receiver, at most so many: a source that is heard for the first time beyond that takes the place
/// of the one that has been silent or done the longest; when none is, it is refused. What a source counted is kept.
/// </summary>
internal sealed class SourceTable
{
    private readonly ReceiverSettings _settings;
    private readonly Dictionary<SourceKey, SourceState> _byKey = [];
    private readonly List<SourceState> _all = [];
    private readonly AssemblyRoom _room;
    private SourceState? _latest;
    private SourceSums _gone;

    public SourceTable(ReceiverSettings settings)
    {
        _settings = settings;
        _room = new AssemblyRoom((long)settings.MaxMessageLength * Math.Max(settings.MaxSources, MessageAssembly.MostMessages));
    }

    /// <summary>How many sources there are.</summary>
    public int Count => _all.Count;

    public IReadOnlyList<SourceState> All => _all;

    /// <summary>Whether no other source sends to this socket, as far as can be heard.</summary>
    public bool IsAlone(SourceState source)
    {
        foreach (SourceState other in _all)
        {
            if (other != source && !other.HasEnded && !other.IsSilent)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds a source that is known.</summary>
    public SourceState? Find(in SourceKey key)
    {
        if (_latest is { } latest && latest.Key == key)
        {
            return latest;
        }

        return _byKey.TryGetValue(key, out SourceState? found) ? _latest = found : null;
    }

    /// <summary>Remembers a new source; null when there is no room.</summary>
    public SourceState? Add(in SourceKey key, DatagramSource sender, int sequenceBits)
    {
        SourceState? leaves = _all.Count == _settings.MaxSources ? LongestQuiet() : null;
        if (leaves is null && _all.Count == _settings.MaxSources)
        {
            return null;
        }

        SourceState added = new(key, sender, sequenceBits, _settings, _room);
        foreach (SourceState other in _all)
        {
            added.LeaveDropsTo(other);
        }

        if (leaves is not null)
        {
            Remove(leaves);
        }

        _byKey.Add(key, added);
        _all.Add(added);
        _latest = added;
        return added;
    }

    /// <summary>Adds up what all sources have counted, those that are gone included.</summary>
    public void Sum(ref ReceiveCounters counters)
    {
        counters.Sources = _gone;
        counters.JitterNanoseconds = 0;
        counters.SourcesHeard = 0;
        counters.SourcesOpen = 0;
        foreach (SourceState source in _all)
        {
            counters.Sources.Add(source);
            counters.JitterNanoseconds = Math.Max(counters.JitterNanoseconds, source.Jitter.Nanoseconds);
            counters.SourcesHeard += source.IsSilent || source.HasEnded ? 0 : 1;
            counters.SourcesOpen += source.HasEnded ? 0 : 1;
        }
    }

    private SourceState? LongestQuiet()
    {
        SourceState? quiet = null;
        foreach (SourceState source in _all)
        {
            if ((source.IsSilent || source.HasEnded) && (quiet is null || source.HeardAt < quiet.HeardAt))
            {
                quiet = source;
            }
        }

        return quiet;
    }

    private void Remove(SourceState source)
    {
        source.Finish();
        _room.Leave(source.Assembly);
        _gone.Add(source);
        _byKey.Remove(source.Key);
        _all.Remove(source);
        _latest = null;
    }
}
