using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sockets.Tools;

/// <summary>
/// Tells files from devices and pipes, which the framework does not: replacing a device by a file, or opening a pipe
/// to look at it, would do harm.
/// </summary>
internal static partial class FileKind
{
    // From linux/fcntl.h and linux/stat.h.
    private const int CurrentDirectory = -100;
    private const uint TypeWanted = 0x1;
    private const int StatxSize = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Whether an existing path is a regular file; links are followed.</summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return !path.StartsWith("/dev/", StringComparison.Ordinal);
        }

        // statx and not stat: its layout is the same on every architecture.
        Span<byte> status = stackalloc byte[StatxSize];
        return Statx(CurrentDirectory, path, 0, TypeWanted, status) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & TypeMask) == RegularType;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> status);
}
