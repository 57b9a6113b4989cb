using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests;

/// <summary>The peers on the list of eng/peers are there and answer. On CI none may be missing, so CI skips nothing.</summary>
public sealed class PeersTests
{
    public static TheoryData<string> Packages => [.. Peers.All.Keys];

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task A_peer_answers(string package)
    {
        Peer peer = Peers.All[package];
        bool isHere = await Peers.HasAsync(peer);
        Assert.SkipUnless(
            isHere || Environment.GetEnvironmentVariable("CI") == "true",
            $"{peer.Kind} {peer.Name} is not here; eng/peers installs it on Debian.");

        Assert.True(isHere, $"{peer.Kind} {peer.Name} is missing on CI, where eng/peers installs it.");
        Assert.Matches(@"\d+\.\d+|0x[1-9a-f]|^Usage: ", await VersionAsync(peer));
    }

    private static async Task<string> VersionAsync(Peer peer) => peer.Kind switch
    {
        "program" => await Peers.AskAsync(Peers.Program(peer.Name), [.. peer.VersionArguments]),
        "module" => await Peers.AskAsync(
            await Peers.PythonWithAsync(peer.Name), "-c", $"import {peer.Name}; print({peer.Name}.__version__)"),
        "unpacked" => await Peers.AskAsync(Peers.UnpackedProgram(peer.Package), [.. peer.VersionArguments]),
        "node" => await File.ReadAllTextAsync(
            Path.Combine(Peers.Module(peer.Package), "package.json"), TestContext.Current.CancellationToken),

        // Libraries have no common question; being loaded is the answer.
        _ => $"0x{Peers.Library(peer.Name):x}",
    };
}
