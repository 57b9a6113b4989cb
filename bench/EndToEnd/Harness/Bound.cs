namespace Sockets.EndToEnd.Harness;

/// <summary>Which side of a target's ratio is the good one.</summary>
internal enum Bound
{
    AtLeast,
    AtMost,
}
