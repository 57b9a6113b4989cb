using System.Globalization;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>How many files and connections this process may have open.</summary>
internal sealed class DescriptorCheck : ICheck
{
    /// <summary>Fewer are short for a server: each connection takes one, and listeners leave the last 32 to the process.</summary>
    private const long Comfortable = 4096;

    /// <summary>With fewer, nothing is left for connections.</summary>
    private const long Least = 64;

    private readonly SystemFiles _files;

    public DescriptorCheck(SystemFiles files) => _files = files;

    public string Name => "open files";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        string? line = _files.ReadLines("proc/self/limits").FirstOrDefault(static l => l.StartsWith("Max open files", StringComparison.Ordinal));
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length < 5)
        {
            return Finding.Unknown("there is no /proc/self/limits on this system");
        }

        if (!long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
        {
            return Finding.Ok("unlimited");
        }

        string text = $"{HumanText.Count(limit)} for each process; a connection takes one";
        Finding finding = limit switch
        {
            < Least => Finding.Fail(text, "ulimit -n 65536"),
            < Comfortable => Finding.Warn(text, words[4] == words[3] ? "raise the hard limit: LimitNOFILE=65536 in the service, or /etc/security/limits.conf" : "ulimit -n 65536"),
            _ => Finding.Ok(text),
        };
        return finding.With(("limit", limit));
    }
}
