using System.Net;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>A machine made of what a test says, with a folder in place of <c>/</c>.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sockets-machine-").FullName;

    public List<NetInterface> Interfaces { get; } = [];

    public ClockState? Clock { get; set; }

    public HashSet<string> Libraries { get; } = [];

    public Func<string, IPAddress[]> Resolve { get; set; } = static _ => [];

    public SystemFiles Files => new(_root);

    public Machine Machine => new()
    {
        Files = Files,
        Interfaces = () => Interfaces,
        Clock = () => Clock,
        HasLibrary = Libraries.Contains,
        Resolve = (name, _) => Task.FromResult(Resolve(name)),
    };

    /// <summary>Writes one of the kernel's files.</summary>
    public FakeMachine With(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
        return this;
    }

    /// <summary>Adds an interface that is up.</summary>
    public FakeMachine WithInterface(string name, string address, int mtu = 1500, bool isUp = true, bool hasMulticast = true)
    {
        Interfaces.Add(new NetInterface
        {
            Name = name,
            IsUp = isUp,
            HasMulticast = hasMulticast,
            IsLoopback = name == "lo",
            Mtu = mtu,
            Addresses = [IPAddress.Parse(address)],
        });
        return this;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
