namespace Sockets.Tools.Doctor.Facts;

/// <summary>How well the system's clock is kept.</summary>
/// <param name="IsSynchronised">Whether something keeps it to a time source, and has lately.</param>
/// <param name="MaxError">How far it may be off at most, as the kernel reckons.</param>
internal sealed record ClockState(bool IsSynchronised, TimeSpan MaxError);
