namespace Sockets.Tools.Doctor;

/// <summary>Checks about one thing: the machine, or an endpoint.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Checks">The checks, in their order.</param>
internal sealed record Section(string Title, IReadOnlyList<ICheck> Checks);
