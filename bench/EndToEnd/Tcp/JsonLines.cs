using System.Globalization;
using System.Text;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Log lines in JSON, the same ones in every process: what a payload often is, and what compresses as such payloads do.</summary>
internal static class JsonLines
{
    public static byte[] Of(int length)
    {
        string[] levels = ["Information", "Warning", "Debug", "Error"];
        Random random = new(1);
        StringBuilder text = new(length + 256);
        while (text.Length < length)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""{"time":{{1_700_000_000_000 + text.Length}},"level":"{{levels[random.Next(levels.Length)]}}","source":"orders.checkout","status":{{200 + random.Next(4) * 100}},"elapsedMs":{{random.Next(2000)}},"trace":"{{random.NextInt64():x16}}","user":"user-{{random.Next(100_000)}}"}""").Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
