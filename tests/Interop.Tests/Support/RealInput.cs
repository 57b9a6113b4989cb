using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sockets.Interop.Tests.Support;

/// <summary>Real data that every machine which runs these tests has: a tar of what .NET is installed as, 64 MiB of it and a little.</summary>
public sealed class RealInput : IDisposable
{
    private const long Enough = 64L * 1024 * 1024;
    private const long LargestFile = 8L * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("sockets-").FullName;

    public RealInput()
    {
        Path = System.IO.Path.Combine(_folder, "dotnet.tar");
        Pack();
        Content = File.ReadAllBytes(Path);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    }

    public string Path { get; }

    public byte[] Content { get; }

    public string Sha256 { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Pack()
    {
        // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/
        string root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using FileStream stream = File.Create(Path);
        using TarWriter tar = new(stream);
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (stream.Length >= Enough)
            {
                return;
            }

            if (new FileInfo(file) is { LinkTarget: null, Length: <= LargestFile })
            {
                tar.WriteEntry(file, System.IO.Path.GetRelativePath(root, file));
            }
        }

        Assert.Fail($"There are only {stream.Length} bytes in {root}.");
    }
}
