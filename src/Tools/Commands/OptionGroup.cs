using System.CommandLine;

namespace Sockets.Tools.Commands;

/// <summary>Options that belong together, under one heading of the help.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Options">The options, in the order they are shown.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
