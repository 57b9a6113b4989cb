using System.Text;
using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>Reads what <c>sockets perf</c> has written: one document, an object on each line, or the page made of either.</summary>
internal static class RunFile
{
    /// <summary>What stands before the report in a page, and behind it.</summary>
    public const string PageBegin = "<script type=\"application/json\" id=\"run\">";
    public const string PageEnd = "</script>";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It cannot be read, is cut off, or is no report of <c>perf</c>.</exception>
    public static SavedRun Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return Parse(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"cannot read '{path}': {e.Message}", innerException: e);
        }
    }

    internal static SavedRun Parse(byte[] bytes, string path)
    {
        byte[] json = bytes.Length > 0 && bytes[0] == '<' ? OfPage(bytes, path) : bytes;
        List<JsonElement> objects = ReadAll(json, path);
        JsonElement end = objects.LastOrDefault(static o => o.At("results") is { ValueKind: JsonValueKind.Array });
        if (end.ValueKind != JsonValueKind.Object)
        {
            throw objects.Exists(static o => o.Text("type") == "start")
                ? ToolException.Usage($"'{path}' has no end: the run it is of was cut off", "the last line of a whole one has \"type\":\"end\"")
                : ToolException.Usage($"'{path}' is no report of sockets perf", "make one, as in: sockets perf all --json > run.json");
        }

        IEnumerable<JsonElement> lines = objects.Where(static o => o.Text("type") == "interval");
        return SavedRun.Of(end, [.. end.Items("intervals").Concat(lines)], json);
    }

    private static byte[] OfPage(byte[] page, string path)
    {
        string text = Encoding.UTF8.GetString(page);
        int begin = text.IndexOf(PageBegin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : text.IndexOf(PageEnd, begin, StringComparison.Ordinal);
        return end >= 0
            ? Encoding.UTF8.GetBytes(text[(begin + PageBegin.Length)..end])
            : throw ToolException.Usage($"'{path}' is a page without a report in it", "give one that sockets perf report made, or the JSON itself");
    }

    private static List<JsonElement> ReadAll(byte[] json, string path)
    {
        List<JsonElement> objects = [];
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                objects.Add(JsonElement.ParseValue(ref reader));
            }
        }
        catch (JsonException e)
        {
            throw Explain(e, json, path);
        }

        return objects.Count > 0 ? objects : throw ToolException.Usage($"'{path}' is empty", "was the run ended before it could report?");
    }

    private static ToolException Explain(JsonException error, byte[] json, string path)
    {
        long line = (error.LineNumber ?? 0) + 1;
        long column = (error.BytePositionInLine ?? 0) + 1;
        bool isCut = IsCut(json);
        string what = error.Message.Split(" LineNumber:")[0].TrimEnd('.');
        return new ToolException(
            ExitCode.Usage,
            isCut ? $"'{path}' is cut off: it ends in line {line}, byte {column}, in the middle of an object" : $"'{path}' is no JSON in line {line}, byte {column}: {what}",
            isCut ? "was the run ended, or the disk full?" : null,
            error);
    }

    /// <summary>Whether everything is right as far as it goes.</summary>
    private static bool IsCut(byte[] json)
    {
        Utf8JsonReader reader = new(json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
