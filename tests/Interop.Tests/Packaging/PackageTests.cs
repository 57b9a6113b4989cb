using System.IO.Compression;
using System.Xml.Linq;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Packaging;

/// <summary>What users get: packages that are whole, a tool that can be installed, a library that a program can use.</summary>
public sealed class PackageTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Sockets.Transport" Version="VERSION" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_packages_are_whole_and_can_be_used_where_there_is_nothing_else()
    {
        await using Stage stage = new();
        Packages packages = await Packages.PackAsync(stage);

        AssertIsWhole(packages);
        await AssertCanBeInstalledAsync(stage, packages);
        await AssertCanBeReferencedAsync(stage, packages);
    }

    private static void AssertIsWhole(Packages packages)
    {
        using ZipArchive library = ZipFile.OpenRead(packages["Sockets.Transport.*.nupkg"]);
        string[] entries = [.. library.Entries.Select(static e => e.FullName)];
        Assert.Superset(
            new HashSet<string> { "lib/net10.0/Sockets.Transport.dll", "lib/net10.0/Sockets.Transport.xml", "README.md" }, entries.ToHashSet());
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            // Built anywhere, the same bytes: no path of the machine is in them.
            using StreamReader code = new(library.GetEntry("lib/net10.0/Sockets.Transport.dll")!.Open(), System.Text.Encoding.Latin1);
            Assert.DoesNotContain(Peers.Root, code.ReadToEnd(), StringComparison.Ordinal);
        }

        XElement about = MetadataOf(library, "Sockets.Transport");
        Assert.Equal("MIT", Of(about, "license"));
        Assert.Equal("README.md", Of(about, "readme"));
        Assert.Contains("multicast", Of(about, "tags"), StringComparison.Ordinal);
        Assert.NotEmpty(Of(about, "description"));
        Assert.DoesNotContain(about.Descendants(), static e => e.Name.LocalName == "dependency");

        using ZipArchive symbols = ZipFile.OpenRead(packages["Sockets.Transport.*.snupkg"]);
        Assert.Contains(symbols.Entries, static e => e.FullName == "lib/net10.0/Sockets.Transport.pdb");

        using ZipArchive tool = ZipFile.OpenRead(packages["Sockets.Tools.*.nupkg"]);
        Assert.Contains(tool.Entries, static e => e.FullName == "README.md");
        Assert.Contains(MetadataOf(tool, "Sockets.Tools").Descendants(), static e => e.Attribute("name")?.Value == "DotnetTool");
    }

    private static async Task AssertCanBeInstalledAsync(Stage stage, Packages packages)
    {
        await packages.DotnetAsync(
            "tool", "install", "Sockets.Tools", "--version", packages.Version, "--tool-path", stage["tool"], "--add-source", packages.Folder);

        string sockets = Path.Combine(stage["tool"], OperatingSystem.IsWindows() ? "sockets.exe" : "sockets");
        Assert.StartsWith(packages.Version, await packages.RunAsync(sockets, "--version"), StringComparison.Ordinal);
        string measured = await packages.RunAsync(sockets, "perf", "all", "--time", "20ms", "--report", stage["run.html"]);
        Assert.All((string[])["\nTCP throughput", "\nMulticast: ", "\nStatsD: ", "\nZeroMQ throughput"], part => Assert.Contains(part, measured, StringComparison.Ordinal));
        Assert.Contains("ZeroMQ, messages a second", await File.ReadAllTextAsync(stage["run.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>The first program of the library's README.</summary>
    private static async Task AssertCanBeReferencedAsync(Stage stage, Packages packages)
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Peers.Root, "src", "Transport", "README.md"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(stage["program"]);
        await File.WriteAllTextAsync(
            stage["program/program.csproj"], Project.Replace("VERSION", packages.Version, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(stage["program/Program.cs"], readme.Split("```csharp")[1].Split("```")[0], TestContext.Current.CancellationToken);

        await packages.DotnetAsync("build", stage["program"], "-v", "quiet", "-o", stage["built"], "-p:UseSharedCompilation=false");

        Assert.StartsWith("5 bytes, credit left: ", await packages.DotnetAsync(stage["built/program.dll"]), StringComparison.Ordinal);
    }

    private static XElement MetadataOf(ZipArchive package, string id)
    {
        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string Of(XElement about, string name) => about.Elements().Single(e => e.Name.LocalName == name).Value;
}
