using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// The peers that one message goes to, each once however many of its topics match. One per thread, used again for every
/// message. As a rule one topic matches, and then nothing is copied.
/// </summary>
internal sealed class PeerMatch
{
    private const int FewestPlaces = 16;

    [ThreadStatic]
    private static PeerMatch? s_mine;

    private Peer[] _gathered = new Peer[FewestPlaces];
    private int[] _marks = new int[FewestPlaces];
    private Peer[] _only = [];
    private int _count;
    private int _round;

    /// <summary>The thread's own.</summary>
    public static PeerMatch Mine => s_mine ??= new PeerMatch();

    /// <summary>Those that were found last. Valid until the thread looks again.</summary>
    public ReadOnlySpan<Peer> Peers => _only.Length > 0 ? _only : _gathered.AsSpan(0, _count);

    /// <summary>Finds the peers that hold a topic the message begins with.</summary>
    public void Find(TopicTree<Peer> topics, ReadOnlySpan<byte> message)
    {
        Forget();
        foreach (Peer[] holders in topics.Along(message))
        {
            if (_only.Length == 0 && _count == 0)
            {
                _only = holders;
                continue;
            }

            if (_only.Length > 0)
            {
                _round++;
                Gather(_only);
                _only = [];
            }

            Gather(holders);
        }
    }

    /// <summary>Keeps no peer alive.</summary>
    public void Forget()
    {
        _only = [];
        _gathered.AsSpan(0, _count).Clear();
        _count = 0;
    }

    private void Gather(Peer[] holders)
    {
        foreach (Peer peer in holders)
        {
            if (peer.Slot >= _marks.Length)
            {
                Array.Resize(ref _marks, Math.Max(peer.Slot + 1, _marks.Length * 2));
            }

            if (_marks[peer.Slot] == _round)
            {
                continue;
            }

            _marks[peer.Slot] = _round;
            if (_count == _gathered.Length)
            {
                Array.Resize(ref _gathered, _count * 2);
            }

            _gathered[_count++] = peer;
        }
    }
}
