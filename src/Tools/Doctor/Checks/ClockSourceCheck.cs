using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>What the kernel reads the time from. Some sources cost a microsecond each time, and measuring reads it often.</summary>
internal sealed class ClockSourceCheck : ICheck
{
    private const string Folder = "sys/devices/system/clocksource/clocksource0/";

    // Registers of the processor, or pages shared with a hypervisor: read without a call into the kernel.
    private static readonly string[] s_fast = ["tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page"];

    private readonly SystemFiles _files;

    public ClockSourceCheck(SystemFiles files) => _files = files;

    public string Name => "clock source";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_files.Read(Folder + "current_clocksource") is not { } source)
        {
            return Finding.Unknown("this system does not name its clock source");
        }

        if (s_fast.Contains(source))
        {
            return Finding.Ok($"{source}, read without a call into the kernel");
        }

        string? better = _files.Read(Folder + "available_clocksource")?.Split(' ').FirstOrDefault(s_fast.Contains);
        string text = $"{source}: reading the time is slow";
        return better is null
            ? Finding.Warn($"{text}, and there is no other source", "choose another kind of machine, where latency counts")
            : Finding.Warn(text, $"echo {better} | sudo tee /{Folder}current_clocksource");
    }
}
