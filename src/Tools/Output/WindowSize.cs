using System.Runtime.InteropServices;

namespace Sockets.Tools.Output;

/// <summary>How wide the terminal is.</summary>
internal static partial class WindowSize
{
    /// <summary>Columns where there is no terminal to ask.</summary>
    public const int DefaultColumns = 80;

    // Standard error, and TIOCGWINSZ of Linux on x64 and Arm64.
    private const int Descriptor = 2;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>
    /// Columns of the terminal behind standard error. <see cref="Console.WindowWidth"/> would switch the terminal's keys
    /// to application mode and leave it there, so it is asked only where nothing better is known.
    /// </summary>
    public static int ReadColumns()
    {
        if (OperatingSystem.IsLinux())
        {
            return Ioctl(Descriptor, GetWindowSize, out Size size) == 0 && size.Columns > 0 ? size.Columns : DefaultColumns;
        }

        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : DefaultColumns;
        }
        catch (IOException)
        {
            return DefaultColumns;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out Size size);

    // struct winsize.
    [StructLayout(LayoutKind.Sequential)]
    private struct Size
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
