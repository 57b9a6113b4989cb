namespace Sockets.Tools.Commands.Statsd;

/// <summary>What one server makes of a line that it does not read as it was meant.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Rejects">Whether it drops the line; otherwise it reads something else.</param>
/// <param name="Why">What it stumbles over, and what it makes of it.</param>
internal sealed record ServerVerdict(string Server, bool Rejects, string Why)
{
    /// <summary>Verdicts in one line, servers of one mind together.</summary>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="asked">How many servers were asked.</param>
    public static string Sentence(IReadOnlyList<ServerVerdict> verdicts, int asked) => string.Join("; ",
        from verdict in verdicts
        group verdict.Server by (verdict.Rejects, verdict.Why) into like
        let verb = like.Key.Rejects ? "reject" : "misread"
        let who = like.Count() switch
        {
            1 => $"{like.Single()} {verb}s",
            int count when count == asked => $"all {verb}",
            _ => $"{string.Join(", ", like)} {verb}",
        }
        select $"{who}: {like.Key.Why}");
}
