namespace Sockets.Tools.Commands;

/// <summary>An example of the help: it works as it is printed.</summary>
/// <param name="Purpose">What it is good for.</param>
/// <param name="CommandLine">What to type.</param>
internal sealed record Example(string Purpose, string CommandLine);
