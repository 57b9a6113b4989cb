using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether times taken on two machines can be compared.</summary>
internal sealed class ClockCheck : ICheck
{
    private const string Command = "sudo timedatectl set-ntp true";

    // One-way delays of a local network are below it.
    private static readonly TimeSpan s_useful = TimeSpan.FromMilliseconds(10);

    private readonly Machine _machine;

    public ClockCheck(Machine machine) => _machine = machine;

    public string Name => "clock";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_machine.Clock() is not { } clock)
        {
            return Finding.Unknown("this system does not tell how its clock is kept");
        }

        string ptp = _machine.Files.Has("dev/ptp0") ? "; there is a PTP clock, /dev/ptp0" : "";
        if (!clock.IsSynchronised)
        {
            return Finding.Warn($"not synchronised: one-way delays between machines mean nothing, those on this machine are exact{ptp}", Command);
        }

        string error = $"synchronised, off by at most {HumanText.Time(clock.MaxError)}{ptp}";
        Finding finding = clock.MaxError > s_useful
            ? Finding.Warn($"{error}: one-way delays between machines are not known better than that", "chronyc tracking")
            : Finding.Ok(error);
        return finding.With(("max_error_ns", (long)clock.MaxError.TotalNanoseconds));
    }
}
