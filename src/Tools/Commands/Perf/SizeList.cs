using System.Diagnostics.CodeAnalysis;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Commands.Perf;

/// <summary>One size or several: <c>64,1400,64KiB</c>.</summary>
/// <param name="Bytes">The sizes, in the order they were given.</param>
internal readonly record struct SizeList(IReadOnlyList<int> Bytes)
{
    public static bool TryParse(string text, out SizeList value, [NotNullWhen(false)] out string? error)
    {
        List<int> sizes = [];
        value = new SizeList(sizes);
        foreach (string part in text.Split(','))
        {
            if (!ByteSize.TryParse(part, out long size, out error))
            {
                return false;
            }

            if (size > int.MaxValue)
            {
                error = $"'{part}' is longer than any message";
                return false;
            }

            sizes.Add((int)size);
        }

        error = null;
        return true;
    }
}
