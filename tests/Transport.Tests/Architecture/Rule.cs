namespace Sockets.Transport.Tests.Architecture;

/// <summary>A rule of the house, judged over many things at once.</summary>
internal static class Rule
{
    /// <summary>Fails with every place where the rule is broken, one a line and none shortened.</summary>
    public static void Holds(IEnumerable<string?> broken)
    {
        string[] places = [.. broken.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (places.Length > 0)
        {
            Assert.Fail($"Broken in {places.Length} places:\n{string.Join('\n', places)}");
        }
    }
}
