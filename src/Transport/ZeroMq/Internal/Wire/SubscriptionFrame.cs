using Sockets.Transport.ZeroMq.Internal.Patterns;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// A subscription as a frame. Peers that speak 3.1 are sent commands; NetMQ and older libzmq, which say 3.0, would overlook
/// those without a word, and are sent messages that begin with an octet 1 or 0.
/// </summary>
internal static class SubscriptionFrame
{
    /// <summary>The room for a topic of this length in either form.</summary>
    public static int LongestFor(int topicLength) => Command.LengthOf(Command.Subscribe, topicLength);

    /// <summary>Writes the frame in the form that the peer understands.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="wish">What it says.</param>
    /// <param name="topic">About what.</param>
    /// <param name="minor">The minor version spoken with the peer.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, Wish wish, ReadOnlySpan<byte> topic, int minor)
    {
        if (minor >= 1)
        {
            return Command.Write(destination, wish == Wish.Subscribe ? Command.Subscribe : Command.Cancel, topic);
        }

        int size = FrameHeader.Write(destination, FrameFlags.None, 1 + topic.Length);
        destination[size] = (byte)wish;
        topic.CopyTo(destination[(size + 1)..]);
        return size + 1 + topic.Length;
    }
}
