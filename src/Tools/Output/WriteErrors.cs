namespace Sockets.Tools.Output;

/// <summary>What the system's answers to a write mean.</summary>
internal static class WriteErrors
{
    // EBADF, ENOSPC and EPIPE, the same on Linux and macOS; on Windows the codes of no handle, a full disk, and a pipe that is gone.
    private const int NotOpen = 9;
    private const int NoSpace = 28;
    private const int BrokenPipe = 32;
    private const int WindowsInvalidHandle = 6;
    private const int WindowsHandleDiskFull = 39;
    private const int WindowsDiskFull = 112;
    private const int WindowsBrokenPipe = 109;
    private const int WindowsNoData = 232;

    public static bool IsNotOpen(IOException error) => OperatingSystem.IsWindows()
        ? (error.HResult & 0xffff) == WindowsInvalidHandle
        : error.HResult == NotOpen;

    public static bool IsNoSpace(IOException error) => OperatingSystem.IsWindows()
        ? (error.HResult & 0xffff) is WindowsDiskFull or WindowsHandleDiskFull
        : error.HResult == NoSpace;

    public static bool IsBrokenPipe(IOException error) => OperatingSystem.IsWindows()
        ? (error.HResult & 0xffff) is WindowsBrokenPipe or WindowsNoData
        : error.HResult == BrokenPipe;
}
