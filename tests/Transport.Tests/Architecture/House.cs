namespace Sockets.Transport.Tests.Architecture;

/// <summary>The project's own files, found from the running test program upwards.</summary>
internal static class House
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>All C# files under a folder of the project, in the order of their paths.</summary>
    public static IReadOnlyList<SourceFile> Sources(string folder) =>
        [.. Files(folder, "*.cs").Select(path => new SourceFile(path, Read(path)))];

    /// <summary>
    /// The paths of all files under a folder of the project that match, relative to the root and with slashes. What a
    /// build wrote is not there. A folder that does not exist has no files.
    /// </summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        string full = Path.Combine(Root, folder);
        return !Directory.Exists(full)
            ? []
            : Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>A file's text with LF at its line ends.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sockets.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Sockets.sln above {AppContext.BaseDirectory}.");
    }
}
