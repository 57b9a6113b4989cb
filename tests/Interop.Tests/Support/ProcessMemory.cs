using System.Globalization;

namespace Sockets.Interop.Tests.Support;

/// <summary>What Linux says about a process's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes of memory it holds now.</summary>
    public static long Now(int process) => Read(process, "VmRSS:");

    /// <summary>The most it has ever held.</summary>
    public static long Peak(int process) => Read(process, "VmHWM:");

    private static long Read(int process, string field)
    {
        string line = File.ReadLines($"/proc/{process}/status").Single(one => one.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
