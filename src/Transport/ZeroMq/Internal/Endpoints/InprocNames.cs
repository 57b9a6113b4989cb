using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Receiving;

namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>
/// Who is bound to which name in this process. Whoever connects to a name that nobody is bound to waits until somebody is:
/// inside one process it is the order of starting that differs, not the network that fails.
/// </summary>
internal sealed class InprocNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<IStreamLink>> _bound = new(StringComparer.Ordinal);
    private readonly Pulse _change = new();

    /// <summary>The process's.</summary>
    public static InprocNames Shared { get; } = new();

    /// <summary>Binds a name; whoever connects to it is handed to the action.</summary>
    /// <exception cref="TransportException">Somebody else is bound to it.</exception>
    public void Bind(InprocEndPoint name, Action<IStreamLink> accept)
    {
        lock (_gate)
        {
            if (!_bound.TryAdd(name.Name, accept))
            {
                throw new TransportException($"Cannot bind {name}: another socket of this process is bound to it.");
            }
        }

        _change.Beat();
    }

    /// <summary>The name is free again. Connections stay.</summary>
    public void Unbind(InprocEndPoint name)
    {
        lock (_gate)
        {
            _bound.Remove(name.Name);
        }
    }

    /// <summary>Connects, as soon as somebody is bound to the name.</summary>
    public async Task<IStreamLink> ConnectAsync(InprocEndPoint name, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change = _change.Next;
            Action<IStreamLink>? accept;
            lock (_gate)
            {
                _bound.TryGetValue(name.Name, out accept);
            }

            if (accept is not null)
            {
                (MemoryStreamLink ours, MemoryStreamLink theirs) = MemoryStreamLink.Pair(name);
                accept(theirs);
                return ours;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
