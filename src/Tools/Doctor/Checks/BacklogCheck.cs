using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>How many connections may wait to be accepted.</summary>
internal sealed class BacklogCheck : ICheck
{
    private static readonly int s_asked = new ListenLimits().Backlog;

    private readonly SystemFiles _files;

    public BacklogCheck(SystemFiles files) => _files = files;

    public string Name => "backlog";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_files.ReadNumber("proc/sys/net/core/somaxconn") is not { } limit)
        {
            return Finding.Unknown("this system does not show net.core.somaxconn");
        }

        string text = $"{HumanText.Count(Math.Min(limit, s_asked))} connections may wait to be accepted; net.core.somaxconn is {HumanText.Count(limit)}";
        Finding finding = limit < s_asked
            ? Finding.Warn($"{text} and listeners ask for {s_asked}: when many connect at once, some are turned away", $"sudo sysctl -w net.core.somaxconn={s_asked}")
            : Finding.Ok(text);
        return finding.With(("somaxconn", limit), ("asked", s_asked));
    }
}
