namespace Sockets.Tools.Completions;

/// <summary>The shells there are scripts for.</summary>
internal static class Shells
{
    private static readonly (string Name, Action<CompletedCommand, TextWriter> Write)[] s_all =
        [("bash", BashScript.Write), ("zsh", ZshScript.Write), ("fish", FishScript.Write), ("pwsh", PowerShellScript.Write)];

    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(static s => s.Name)];

    /// <summary>The script of a shell; null when there is none.</summary>
    public static string? Script(string shell, CompletedCommand root)
    {
        if (s_all.FirstOrDefault(s => s.Name == shell).Write is not { } write)
        {
            return null;
        }

        using StringWriter writer = new() { NewLine = "\n" };
        write(root, writer);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
