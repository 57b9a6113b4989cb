namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// The memory for messages in the making, over all sources of a receiver: when it is full, the message goes of which nothing
/// came for the longest time, whosesoever it is.
/// </summary>
/// <param name="bytes">How much there is; at least the longest message.</param>
internal sealed class AssemblyRoom(long bytes)
{
    private readonly List<MessageAssembly> _users = [];
    private long _taken;

    /// <summary>Another source may need some.</summary>
    public void Join(MessageAssembly user) => _users.Add(user);

    /// <summary>A source is gone, and has given back what it had.</summary>
    public void Leave(MessageAssembly user) => _users.Remove(user);

    /// <summary>Takes room for a message, which others may have to make.</summary>
    public void Take(int length)
    {
        while (_taken + length > bytes)
        {
            MessageAssembly oldest = _users[0];
            foreach (MessageAssembly user in _users)
            {
                oldest = user.TouchedAt < oldest.TouchedAt ? user : oldest;
            }

            oldest.DropFirst();
        }

        _taken += length;
    }

    /// <summary>A message is complete, or was given up.</summary>
    public void Return(int length) => _taken -= length;
}
