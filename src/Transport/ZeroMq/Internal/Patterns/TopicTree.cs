namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// Topics and who holds them, as a radix tree that never changes: adding and removing give a new one that shares what is
/// the same. So it is read without a lock while it is being changed. Nothing here calls itself: a peer chooses the topics,
/// and with them how deep the tree gets.
/// </summary>
/// <typeparam name="T">Who holds topics.</typeparam>
internal sealed class TopicTree<T>
    where T : class
{
    private readonly byte[] _edge;
    private readonly TopicTree<T>[] _children;
    private readonly T[] _holders;

    private TopicTree(byte[] edge, TopicTree<T>[] children, T[] holders)
    {
        _edge = edge;
        _children = children;
        _holders = holders;
    }

    /// <summary>Holds nothing.</summary>
    public static TopicTree<T> Empty { get; } = new([], [], []);

    /// <summary>Adds a holder, who must not hold the topic yet.</summary>
    public TopicTree<T> With(ReadOnlySpan<byte> topic, T holder)
    {
        List<Step> path = [];
        TopicTree<T> node = this;
        while (!topic.IsEmpty)
        {
            int index = node.Find(topic[0]);
            if (index < 0)
            {
                return Rebuild(path, node.WithChild(~index, new TopicTree<T>(topic.ToArray(), [], [holder])));
            }

            TopicTree<T> child = node._children[index];
            int common = topic.CommonPrefixLength(child._edge);
            path.Add(new Step(node, index));
            if (common < child._edge.Length)
            {
                return Rebuild(path, child.Split(common, topic, holder));
            }

            node = child;
            topic = topic[common..];
        }

        return Rebuild(path, new TopicTree<T>(node._edge, node._children, [.. node._holders, holder]));
    }

    /// <summary>Removes a holder; the same tree when he does not hold the topic.</summary>
    public TopicTree<T> Without(ReadOnlySpan<byte> topic, T holder)
    {
        List<Step> path = [];
        TopicTree<T>? node = Descend(topic, path);
        return node is null || !Array.Exists(node._holders, other => ReferenceEquals(other, holder))
            ? this
            : Rebuild(path, new TopicTree<T>(node._edge, node._children, [.. node._holders.Where(other => !ReferenceEquals(other, holder))]));
    }

    /// <summary>How many hold exactly this topic.</summary>
    public int CountOf(ReadOnlySpan<byte> topic) => Descend(topic, path: null)?._holders.Length ?? 0;

    /// <summary>The holders of every topic that the message begins with: one array for each, the shortest topic's first.</summary>
    public Walk Along(ReadOnlySpan<byte> message) => new(this, message);

    private TopicTree<T>? Descend(ReadOnlySpan<byte> topic, List<Step>? path)
    {
        TopicTree<T> node = this;
        while (!topic.IsEmpty)
        {
            int index = node.Find(topic[0]);
            if (index < 0 || !topic.StartsWith(node._children[index]._edge))
            {
                return null;
            }

            path?.Add(new Step(node, index));
            node = node._children[index];
            topic = topic[node._edge.Length..];
        }

        return node;
    }

    /// <summary>The child whose edge begins like this, or the complement of where it would stand.</summary>
    private int Find(byte first)
    {
        int low = 0;
        int high = _children.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int difference = _children[middle]._edge[0] - first;
            if (difference == 0)
            {
                return middle;
            }

            (low, high) = difference < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private TopicTree<T> WithChild(int index, TopicTree<T> child) =>
        new(_edge, [.. _children.AsSpan(0, index), child, .. _children.AsSpan(index)], _holders);

    /// <summary>This node cut in two after the first octets of its edge, where the topic ends or leaves.</summary>
    private TopicTree<T> Split(int common, ReadOnlySpan<byte> topic, T holder)
    {
        TopicTree<T> lower = new(_edge[common..], _children, _holders);
        byte[] upper = _edge[..common];
        if (topic.Length == common)
        {
            return new TopicTree<T>(upper, [lower], [holder]);
        }

        TopicTree<T> leaf = new(topic[common..].ToArray(), [], [holder]);
        return new TopicTree<T>(upper, leaf._edge[0] < lower._edge[0] ? [leaf, lower] : [lower, leaf], []);
    }

    /// <summary>Puts the changed node into copies of its ancestors; one that holds nothing goes, one that only leads on is joined.</summary>
    private static TopicTree<T> Rebuild(List<Step> path, TopicTree<T> changed)
    {
        for (int i = path.Count - 1; i >= 0; i--)
        {
            (TopicTree<T> parent, int index) = path[i];
            TopicTree<T>[] children = changed._holders.Length > 0 || changed._children.Length > 0
                ? (TopicTree<T>[])parent._children.Clone()
                : [.. parent._children.AsSpan(0, index), .. parent._children.AsSpan(index + 1)];
            if (children.Length == parent._children.Length)
            {
                children[index] = changed.Joined();
            }

            changed = new TopicTree<T>(parent._edge, children, parent._holders);
        }

        return changed;
    }

    private TopicTree<T> Joined() => _holders.Length > 0 || _children.Length != 1
        ? this
        : new TopicTree<T>([.. _edge, .. _children[0]._edge], _children[0]._children, _children[0]._holders);

    /// <summary>A walk from the root along a message.</summary>
    internal ref struct Walk
    {
        private TopicTree<T>? _next;
        private ReadOnlySpan<byte> _rest;

        public Walk(TopicTree<T> root, ReadOnlySpan<byte> message)
        {
            _next = root;
            _rest = message;
        }

        /// <summary>Those who hold the topic that was reached. Not empty.</summary>
        public T[] Current { get; private set; } = [];

        public readonly Walk GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_next is { } node)
            {
                _next = null;
                if (!_rest.IsEmpty && node.Find(_rest[0]) is >= 0 and int index && _rest.StartsWith(node._children[index]._edge))
                {
                    _next = node._children[index];
                    _rest = _rest[_next._edge.Length..];
                }

                if (node._holders.Length > 0)
                {
                    Current = node._holders;
                    return true;
                }
            }

            return false;
        }
    }

    private readonly record struct Step(TopicTree<T> Node, int Index);
}
