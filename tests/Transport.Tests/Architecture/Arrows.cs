using System.Text.RegularExpressions;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// Which folder of the library may use which. A folder is a room, a ground that rooms stand on, or the root.
/// </summary>
internal static class Arrows
{
    public const string Root = "(root)";

    public const string Library = "Sockets.Transport";

    private static readonly string[] s_rooms = ["Tcp", "Multicast", "Statsd", "ZeroMq"];

    private static readonly string[] s_grounds =
        ["Buffers", "Framing", "Compression", "Flow", "Measurement", "Links", "Diagnostics"];

    public static IReadOnlyList<string> Rooms => s_rooms;

    public static IReadOnlyList<string> Folders => [Root, .. s_grounds, .. s_rooms];

    /// <summary>Whether code in one folder may name what stands in another.</summary>
    public static bool Allows(string from, string to) => from == to || from switch
    {
        Root => to is "Buffers",
        "Links" or "Framing" => to is "Buffers" or Root,
        _ when s_rooms.Contains(from) => to == Root || s_grounds.Contains(to),
        _ when s_grounds.Contains(from) => to is Root,
        _ => false,
    };

    /// <summary>The folder that a namespace stands for; null for a namespace that is not the library's.</summary>
    public static string? FolderOf(string @namespace)
    {
        if (@namespace == Library)
        {
            return Root;
        }

        return @namespace.StartsWith(Library + ".", StringComparison.Ordinal)
            ? @namespace[(Library.Length + 1)..].Split('.')[0]
            : null;
    }

    /// <summary>
    /// The folders that a file's code names: in a using directive, or before the name of a type. This finds what
    /// leaves no trace in the assembly: constants, nameof, unused directives.
    /// </summary>
    public static IEnumerable<string> NamedBy(SourceFile file) =>
        from folder in s_grounds.Concat(s_rooms)
        where Regex.IsMatch(
            file.Code,
            $@"\bTransport\.{folder}\b|(?<![\w.]){folder}(?:\.Internal)?\.[A-Z]",
            RegexOptions.None,
            TimeSpan.FromSeconds(10))
        select folder;
}
