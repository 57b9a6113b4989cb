using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Packaging;

/// <summary>The packages of what was built, and a place where nothing else can be restored.</summary>
internal sealed class Packages
{
    private readonly Stage _stage;

    private Packages(Stage stage) => _stage = stage;

    /// <summary>Packs the library and the tool.</summary>
    public static async Task<Packages> PackAsync(Stage stage)
    {
        Packages packages = new(stage);
        Directory.CreateDirectory(packages.Folder);
        await File.WriteAllTextAsync(
            stage["nuget.config"],
            $"<configuration><packageSources><clear/><add key=\"here\" value=\"{packages.Folder}\"/></packageSources></configuration>",
            TestContext.Current.CancellationToken);
        foreach (string project in (string[])["Transport", "Tools"])
        {
            await packages.DotnetAsync("pack", Path.Combine(Peers.Root, "src", project), "-c", "Release", "--no-build", "-o", packages.Folder, "-v", "quiet");
        }

        return packages;
    }

    /// <summary>Where they are.</summary>
    public string Folder => _stage["packages"];

    /// <summary>The one file of this kind.</summary>
    /// <param name="pattern">As in <c>Sockets.Transport.*.nupkg</c>.</param>
    public string this[string pattern] => Directory.GetFiles(Folder, pattern).Single();

    /// <summary>The version they have.</summary>
    public string Version { get; } = XDocument.Load(Path.Combine(Peers.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>Runs <c>dotnet</c> to its end; its output.</summary>
    public async Task<string> DotnetAsync(params string[] arguments) =>
        await RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>Runs a program to its end on the stage, with packages of its own; its output.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = Path.GetDirectoryName(Folder)! };
        start.Environment["NUGET_PACKAGES"] = _stage["restored"];
        start.Environment["DOTNET_CLI_HOME"] = _stage["home"];
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        await using Running running = new(start);
        Ended ended = await running.EndAsync();
        Assert.True(ended.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\nended with {ended.ExitCode}:\n{ended.Text}{ended.Said}");
        return ended.Text;
    }
}
