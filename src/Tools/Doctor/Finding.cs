namespace Sockets.Tools.Doctor;

/// <summary>What one check found.</summary>
internal sealed record Finding
{
    private Finding(Verdict verdict, string text, string? fix)
    {
        Verdict = verdict;
        Text = text;
        Fix = fix;
    }

    public Verdict Verdict { get; }

    /// <summary>What was seen and what it means, in a line or two.</summary>
    public string Text { get; }

    /// <summary>What mends it, a command wherever there is one; null when nothing has to be mended.</summary>
    public string? Fix { get; }

    /// <summary>The numbers behind the text, with their units in their names.</summary>
    public IReadOnlyList<(string Name, long Value)> Figures { get; private init; } = [];

    public static Finding Ok(string text) => new(Verdict.Ok, text, fix: null);

    public static Finding Warn(string text, string fix) => new(Verdict.Warn, text, fix);

    public static Finding Fail(string text, string? fix) => new(Verdict.Fail, text, fix);

    /// <param name="why">Why it cannot be checked here.</param>
    public static Finding Unknown(string why) => new(Verdict.Unknown, why, fix: null);

    /// <summary>The same with the numbers behind it.</summary>
    public Finding With(params IReadOnlyList<(string Name, long Value)> figures) => this with { Figures = figures };
}
