using System.Globalization;

namespace Sockets.Interop.Tests.Support;

/// <summary>
/// Where random tests begin: elsewhere in every run, printed, and repeated by setting <c>SOCKETS_TEST_SEED</c>.
/// </summary>
internal static class Seed
{
    public static int Take()
    {
        string? asked = Environment.GetEnvironmentVariable("SOCKETS_TEST_SEED");
        int seed = asked is null ? Random.Shared.Next() : int.Parse(asked, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"SOCKETS_TEST_SEED={seed}");
        return seed;
    }
}
