namespace Sockets.Transport.Measurement;

/// <summary>What one arrival changed.</summary>
/// <param name="Arrival">What the number was.</param>
/// <param name="Opened">How many numbers it showed to be missing: those between the highest so far and this one.</param>
internal readonly record struct SequenceStep(SequenceArrival Arrival, long Opened)
{
    /// <summary>Whether it is the first copy, which is the one to deliver.</summary>
    public bool IsFirstCopy => Arrival is SequenceArrival.New or SequenceArrival.Late;
}
