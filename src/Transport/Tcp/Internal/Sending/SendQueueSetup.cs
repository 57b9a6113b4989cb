namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>What waits where when the receiver cannot keep up.</summary>
/// <param name="Policy">What happens to a message that cannot be sent now.</param>
/// <param name="Messages">How many may wait, for the policies that queue.</param>
/// <param name="Bytes">How many bytes may wait, for the policies that queue.</param>
internal sealed record SendQueueSetup(OverflowPolicy Policy, int Messages, long Bytes);
