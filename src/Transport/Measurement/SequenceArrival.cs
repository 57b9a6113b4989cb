namespace Sockets.Transport.Measurement;

/// <summary>What a sequence number that arrived was to the receiver.</summary>
internal enum SequenceArrival
{
    /// <summary>The first copy, and nothing had been decided about it yet.</summary>
    New,

    /// <summary>The first copy of a number that had been declared lost: it counts as received after all.</summary>
    Late,

    /// <summary>Another copy of a number that is here already.</summary>
    Duplicate,

    /// <summary>Older than the window, or than the first number expected: nobody can tell whether it was here before.</summary>
    TooOld,
}
