using System.Globalization;
using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Harness;

/// <summary>
/// How busy programs other than this benchmark kept the machine: the machine's busy time from /proc/stat less what this
/// process and its ended children used. Without a quiet machine the figures are noise, so the report says how quiet it was.
/// </summary>
internal sealed partial class MachineLoad
{
    /// <summary>RUSAGE_CHILDREN of getrusage(2): children that ended and were waited for.</summary>
    private const int RusageChildren = -1;

    /// <summary>USER_HZ: the unit of /proc/stat is 1/100 s on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly (double Busy, double Total, double Own) _start;

    private MachineLoad() => _start = Read();

    public static MachineLoad Start() => new();

    /// <summary>The share of all processors, 0 to 1, that others took since <see cref="Start"/>; null where it cannot be known.</summary>
    public double? OthersShare()
    {
        (double busy, double total, double own) = Read();
        double elapsed = total - _start.Total;
        return elapsed > 0 ? Math.Clamp((busy - _start.Busy - (own - _start.Own)) / elapsed, 0, 1) : null;
    }

    private static (double Busy, double Total, double Own) Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return default;
        }

        // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guest time is already in user.
        double[] ticks = [.. File.ReadLines("/proc/stat").First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        double idle = ticks[3] + ticks[4];
        double all = ticks.Sum();
        _ = GetRusage(RusageChildren, out Rusage children);
        double own = Environment.CpuUsage.TotalTime.TotalSeconds + children.Seconds;
        return ((all - idle) / TicksPerSecond, all / TicksPerSecond, own);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetRusage(int who, out Rusage usage);

    /// <summary>struct rusage of a 64-bit Linux: two timevals, then 14 longs that are not read here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (4 + 14) * sizeof(long))]
    private readonly struct Rusage
    {
        private readonly long _userSeconds;
        private readonly long _userMicroseconds;
        private readonly long _systemSeconds;
        private readonly long _systemMicroseconds;

        public double Seconds => _userSeconds + _systemSeconds + ((_userMicroseconds + _systemMicroseconds) / 1e6);
    }
}
