using System.Globalization;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>Reads the kernel's small files. One that is not there, or not ours to read, says nothing.</summary>
internal sealed class SystemFiles
{
    private readonly string _root;

    /// <param name="root">The folder that stands for <c>/</c>.</param>
    public SystemFiles(string root) => _root = root;

    /// <summary>A file's text without the space around it; null when it cannot be read.</summary>
    /// <param name="path">The path, without the slash in front.</param>
    public string? Read(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(_root, path)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's lines; none when it cannot be read.</summary>
    public IReadOnlyList<string> ReadLines(string path) => Read(path)?.Split('\n') ?? [];

    /// <summary>The whole numbers in a file; none when it cannot be read.</summary>
    public IReadOnlyList<long> ReadNumbers(string path)
    {
        string[] words = Read(path)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        long[] numbers = [.. words.Select(static w => long.TryParse(w, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? n : -1)];
        return numbers.Contains(-1) ? [] : numbers;
    }

    /// <summary>The one number in a file; null when it cannot be read.</summary>
    public long? ReadNumber(string path) => ReadNumbers(path) is [var number] ? number : null;

    /// <summary>Whether a file or folder is there.</summary>
    public bool Has(string path) => Path.Exists(Path.Combine(_root, path));
}
