namespace Sockets.Transport.Buffers;

/// <summary>Messages in their order, in an array that is filled at one end and then emptied from the other.</summary>
internal sealed class MessageShelf
{
    private const int FewestPlaces = 16;

    private Message[] _messages = [];
    private int _first;
    private int _end;

    public int Count => Volatile.Read(ref _end) - Volatile.Read(ref _first);

    public void Add(Message message)
    {
        if (_end == _messages.Length)
        {
            Array.Resize(ref _messages, Math.Max(FewestPlaces, _end * 2));
        }

        _messages[_end] = message;
        Volatile.Write(ref _end, _end + 1);
    }

    /// <summary>Takes everything of another shelf, which is empty then.</summary>
    public void AddAll(MessageShelf other)
    {
        for (int i = other._first; i < other._end; i++)
        {
            Add(other._messages[i]);
        }

        other.Clear();
    }

    /// <summary>Takes the oldest ones.</summary>
    public int Take(Span<Message> messages)
    {
        int count = Math.Min(messages.Length, _end - _first);
        Span<Message> taken = _messages.AsSpan(_first, count);
        taken.CopyTo(messages);

        // A message keeps its block alive, however long that is.
        taken.Clear();
        Volatile.Write(ref _first, _first + count);
        if (_first == _end)
        {
            _first = 0;
            Volatile.Write(ref _end, 0);
        }

        return count;
    }

    private void Clear()
    {
        _messages.AsSpan(0, _end).Clear();
        _first = 0;
        Volatile.Write(ref _end, 0);
    }
}
