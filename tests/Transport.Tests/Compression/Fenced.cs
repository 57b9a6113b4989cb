using System.Runtime.InteropServices;

namespace Sockets.Transport.Tests.Compression;

/// <summary>
/// Memory between two pages that nobody may touch: whoever reads or writes one byte beyond is stopped by the processor,
/// and the test run with it. What lies between the memory in use and the fences has a known content.
/// </summary>
internal sealed unsafe partial class Fenced : IDisposable
{
    private const byte Canary = 0xA5;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly nint _pages;
    private readonly int _fence = Environment.SystemPageSize;
    private readonly int _length;

    public Fenced(int capacity)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The fences are made by Linux's mmap.");
        _length = (capacity + _fence - 1) / _fence * _fence;
        _pages = Map(0, (nuint)(_length + (2 * _fence)), protection: 0, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, _pages);
        Assert.Equal(0, Protect(_pages + _fence, (nuint)_length, ReadWrite));
    }

    private Span<byte> All => new((void*)(_pages + _fence), _length);

    /// <summary>Memory of this length that touches the fence behind it, or the one in front of it.</summary>
    public Span<byte> Lend(int length, bool atEnd)
    {
        All.Fill(Canary);
        return atEnd ? All[(_length - length)..] : All[..length];
    }

    /// <summary>Fails when anything beside the memory that was lent last has changed.</summary>
    public void CheckBeside(int length, bool atEnd)
    {
        Span<byte> beside = atEnd ? All[..(_length - length)] : All[length..];
        Assert.Equal(-1, beside.IndexOfAnyExcept(Canary));
    }

    public void Dispose() => _ = Unmap(_pages, (nuint)(_length + (2 * _fence)));

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
