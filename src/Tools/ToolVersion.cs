using System.Reflection;

namespace Sockets.Tools;

/// <summary>The version of this tool.</summary>
internal static class ToolVersion
{
    /// <summary>Version number, without the build's source revision.</summary>
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
