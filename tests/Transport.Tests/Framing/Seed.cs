namespace Sockets.Transport.Tests.Framing;

/// <summary>A new seed in every run, printed; set SOCKETS_SEED to run one again.</summary>
internal static class Seed
{
    public static int Next()
    {
        string? given = Environment.GetEnvironmentVariable("SOCKETS_SEED");
        int seed = given is null ? Random.Shared.Next() : int.Parse(given);
        TestContext.Current.TestOutputHelper?.WriteLine($"SOCKETS_SEED={seed}");
        return seed;
    }
}
