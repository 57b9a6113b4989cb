namespace Sockets.Tools.Perf.Control;

/// <summary>Names the clocks of this host, so that two processes can tell whether they read the same ones.</summary>
internal static class ClockName
{
    /// <summary>
    /// On Linux the kernel's boot and the time namespace: who shares both shares the monotonic clock. Null where the system
    /// says nothing: then clocks are compared as between hosts.
    /// </summary>
    public static string? OfThisHost { get; } = Read();

    private static string? Read()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{new FileInfo("/proc/self/ns/time").LinkTarget}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
