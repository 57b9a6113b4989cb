using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Sockets.Interop.Tests.Support;

/// <summary>
/// The real programs and libraries on the other side. What is asked for and not there skips the test and says what
/// would have been needed; eng/peers installs it.
/// </summary>
internal static partial class Peers
{
    /// <summary>How long one answer may take: far more than any needs, so that nothing hangs.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, Task<string?>> s_pythons = new(StringComparer.Ordinal);

    /// <summary>The project's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Everything eng/peers installs, by its package.</summary>
    public static IReadOnlyDictionary<string, Peer> All { get; } = ListLine()
        .Matches(File.ReadAllText(Path.Combine(Root, "eng", "peers")).ReplaceLineEndings("\n"))
        .Select(line => new Peer(
            line.Groups["package"].Value,
            line.Groups["kind"].Value,
            line.Groups["name"].Value,
            line.Groups["arguments"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .ToDictionary(peer => peer.Package, StringComparer.Ordinal);

    /// <summary>Whether a peer is there.</summary>
    public static async Task<bool> HasAsync(Peer peer) => peer.Kind switch
    {
        "program" => FindProgram(peer.Name) is not null,
        "module" => await FindPythonWithAsync(peer.Name) is not null,
        "unpacked" => File.Exists(UnpackedPath(peer)),
        "node" => File.Exists(Path.Combine(Modules, peer.Package, "package.json")),
        _ => NativeLibrary.TryLoad(peer.Name, out _),
    };

    /// <summary>The path of a program; skips the test when it is not there.</summary>
    public static string Program(string name) => FindProgram(name) ?? Skip(name);

    /// <summary>Where eng/peers puts modules of Node.js.</summary>
    public static string Modules { get; } = Path.Combine(Root, "artifacts", "peers", "node", "node_modules");

    /// <summary>The folder of a module of Node.js; skips the test when it is not there.</summary>
    public static string Module(string name)
    {
        string folder = Path.Combine(Modules, name);
        return Directory.Exists(folder) && FindProgram("node") is not null ? folder : Skip($"Node.js with the module {name}");
    }

    /// <summary>The folder of a package that eng/peers unpacked; skips the test when it is not there.</summary>
    public static string Unpacked(string package) =>
        File.Exists(UnpackedPath(All[package])) ? Path.Combine(Root, "artifacts", "peers", package) : Skip(package);

    /// <summary>The path of that package's program; skips the test when it is not there.</summary>
    public static string UnpackedProgram(string package) => Path.Combine(Unpacked(package), All[package].Name);

    /// <summary>A Python that has the module; skips the test when there is none.</summary>
    public static async Task<string> PythonWithAsync(string module) =>
        await FindPythonWithAsync(module) ?? Skip($"Python 3 with the module {module}");

    /// <summary>A shared library, loaded for good; skips the test when it is not there.</summary>
    public static nint Library(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
        {
            Skip(name);
        }

        return handle;
    }

    /// <summary>Runs a program to its end and gives all it printed, on stdout and then on stderr.</summary>
    public static async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return await output + await error;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    [GeneratedRegex(
        @"^  '(?<package>\S+) +(?<kind>program|module|library|unpacked|node) +(?<name>\S+)(?<arguments>[^']*)'$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ListLine();

    private static string UnpackedPath(Peer peer) => Path.Combine(Root, "artifacts", "peers", peer.Package, peer.Name);

    private static string? FindProgram(string name) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from file in new[] { name, name + ".exe" }
         let path = Path.Combine(folder, file)
         where File.Exists(path)
         select path).FirstOrDefault();

    /// <summary>Debian's modules belong to Debian's Python, which need not be the first one on PATH. Each is looked for once.</summary>
    private static Task<string?> FindPythonWithAsync(string module) => s_pythons.GetOrAdd(module, LookForPythonWithAsync);

    private static async Task<string?> LookForPythonWithAsync(string module)
    {
        string?[] pythons = [FindProgram("python3"), "/usr/bin/python3"];
        foreach (string python in pythons.OfType<string>().Where(File.Exists))
        {
            string answer = await AskAsync(python, "-c", $"import {module}; print('found')");
            if (answer.StartsWith("found", StringComparison.Ordinal))
            {
                return python;
            }
        }

        return null;
    }

    private static string Skip(string what)
    {
        Assert.Skip($"{what} is not here; eng/peers installs it on Debian.");
        return "";
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sockets.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Sockets.sln above {AppContext.BaseDirectory}.");
    }
}
