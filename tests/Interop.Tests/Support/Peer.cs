namespace Sockets.Interop.Tests.Support;

/// <summary>One line of the list in eng/peers.</summary>
/// <param name="Package">Debian's name of the package it comes in.</param>
/// <param name="Kind">
/// "program", "module" (of Python 3), "library" (shared, by soname), "unpacked" (a program in artifacts/peers) or "node" (a
/// module of Node.js there).
/// </param>
/// <param name="Name">What it is found by; of a module of Node.js, its version.</param>
/// <param name="VersionArguments">What a program is asked for its version with.</param>
internal sealed record Peer(string Package, string Kind, string Name, IReadOnlyList<string> VersionArguments);
