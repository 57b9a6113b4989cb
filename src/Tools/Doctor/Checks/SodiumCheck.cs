using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the library is there that ZeroMQ's encryption (CURVE) is left to.</summary>
internal sealed class SodiumCheck : ICheck
{
    // Sonames of its releases since 2019; the others are what Windows and macOS call it.
    private static readonly string[] s_names = ["libsodium.so.23", "libsodium.so.26", "libsodium"];

    private readonly Machine _machine;

    public SodiumCheck(Machine machine) => _machine = machine;

    public string Name => "libsodium";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(s_names.FirstOrDefault(_machine.HasLibrary) is { } found
        ? Finding.Ok($"{found} is there")
        : Finding.Warn("not there: ZeroMQ's encryption (CURVE) needs it, nothing else does", "sudo apt install libsodium23"));
}
