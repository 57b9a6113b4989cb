using System.Runtime.InteropServices;

namespace Sockets.Transport.Links;

/// <summary>One of several pieces of pinned memory that a single call into the kernel sends in order; laid out as POSIX's <c>struct iovec</c>.</summary>
/// <param name="Start">The first byte. The memory stays where it is until the call is over.</param>
/// <param name="Length">How many bytes.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IoVector(nint Start, nint Length);
