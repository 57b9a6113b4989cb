namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>What a subscription says about its topic. The number is the octet it begins with as a message.</summary>
internal enum Wish : byte
{
    /// <summary>No more of it.</summary>
    Cancel = 0,

    /// <summary>Messages that begin like this.</summary>
    Subscribe = 1,
}
