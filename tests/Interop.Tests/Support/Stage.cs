using System.Diagnostics;

namespace Sockets.Interop.Tests.Support;

/// <summary>Where one test's programs run, with a folder of their own. When it is disposed they are killed and the folder is gone.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<Running> _programs = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("sockets-").FullName;

    /// <summary>The path of a file in the folder. Short: a Unix socket's path may have 107 bytes.</summary>
    public string this[string file] => Path.Combine(_folder, file);

    /// <summary>Starts the tool under test, as its users run it.</summary>
    public Running Tool(params string[] arguments) => Add(ToolStart(arguments));

    /// <summary>Starts one of the peers in the folder Peers.</summary>
    public Running Script(string file, params string[] arguments) =>
        Program("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", file), .. arguments]);

    /// <summary>Starts a foreign program; skips the test when it is not there.</summary>
    public Running Program(string name, params string[] arguments) =>
        Add(new ProcessStartInfo(Peers.Program(name), arguments));

    /// <summary>Starts the program of a package that eng/peers unpacked.</summary>
    public Running Unpacked(string package, params string[] arguments) =>
        Add(new ProcessStartInfo(Peers.UnpackedProgram(package), arguments));

    /// <summary>Starts a line of the shell, in which <c>$SOCKETS</c> is the tool and <c>$1</c> the first argument.</summary>
    public Running Shell(string line, params string[] arguments)
    {
        ProcessStartInfo tool = ToolStart([]);
        ProcessStartInfo start = new(Peers.Program("bash"), ["-c", "set -o pipefail; " + line, "bash", .. arguments]);
        start.Environment["SOCKETS"] = $"{tool.FileName} {tool.ArgumentList[0]}";
        return Add(start);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Running program in _programs)
        {
            await program.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static ProcessStartInfo ToolStart(string[] arguments) => new(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "sockets.dll"), .. arguments]);

    private Running Add(ProcessStartInfo start)
    {
        Running program = new(start);
        _programs.Add(program);
        return program;
    }
}
