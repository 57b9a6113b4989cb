using System.Text.Json;
using Sockets.Tools.Perf;

namespace Sockets.Tools.Doctor;

/// <summary>The machine as part of a document.</summary>
internal static class HostJson
{
    public static void Write(Utf8JsonWriter json, PerfHost host)
    {
        json.WriteStartObject("host");
        json.WriteString("os", host.System);
        json.WriteString("kernel", host.Kernel);
        json.WriteString("architecture", host.Architecture);
        json.WriteString("cpu", host.Processor);
        json.WriteNumber("cores", host.Cores);
        if (host.LoadBefore is { } load)
        {
            json.WriteNumber("load_before", load);
        }
        else
        {
            json.WriteNull("load_before");
        }

        json.WriteString("runtime", host.Runtime);
        json.WriteString("gc", host.GarbageCollector);
        json.WriteBoolean("optimized", host.IsOptimized);
        json.WriteEndObject();
    }
}
