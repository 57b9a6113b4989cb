namespace Sockets.Tools.Endpoints;

/// <summary>Messages that are missing on one side, or may be.</summary>
/// <param name="Sent">Whether this side has sent them; else the other one.</param>
/// <param name="First">The number of the first one, counted from 1 since the session began.</param>
/// <param name="Last">The number of the last one; null when nobody knows how many there were.</param>
internal readonly record struct MessageGap(bool Sent, ulong First, ulong? Last)
{
    public override string ToString() => (Sent, Last) switch
    {
        (true, { } last) => $"messages {First} to {last} may not have arrived",
        (false, { } last) => $"messages {First} to {last} will not arrive",
        _ => $"what was sent from message {First} on, if anything, did not arrive",
    };
}
