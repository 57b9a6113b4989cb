namespace Sockets.Tools.Tests.Support;

/// <summary>The pages below <c>docs</c>.</summary>
internal static class DocumentationPage
{
    /// <summary>The text of a page.</summary>
    /// <param name="path">Its path below <c>docs</c>.</param>
    public static string Read(params ReadOnlySpan<string> path)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sockets.sln")))
        {
            directory = directory.Parent;
        }

        return File.ReadAllText(Path.Combine([directory!.FullName, "docs", .. path])).ReplaceLineEndings("\n");
    }
}
