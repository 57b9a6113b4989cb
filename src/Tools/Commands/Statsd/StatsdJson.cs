using System.Text.Json;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>One object on a line of standard output.</summary>
internal static class StatsdJson
{
    public static void WriteLine(OutputBuffer output, Action<Utf8JsonWriter> write)
    {
        using (Utf8JsonWriter json = new(output, ReportJson.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        output.Flush();
    }
}
