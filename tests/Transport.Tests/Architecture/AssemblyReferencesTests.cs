using Sockets.Transport.Tests.Architecture.Samples;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>The reader behind the arrows sees every way in which one type can use another.</summary>
public sealed class AssemblyReferencesTests
{
    private static readonly Lazy<IReadOnlyList<TypeReference>> s_all =
        new(() => AssemblyReferences.Of(typeof(AssemblyReferencesTests).Assembly.Location));

    [Theory]
    [InlineData(nameof(UsesByStaticCall), nameof(Used))]
    [InlineData(nameof(UsesByFieldRead), nameof(Used))]
    [InlineData(nameof(UsesByGenericCall), nameof(Used))]
    [InlineData(nameof(UsesByTypeOf), nameof(Used))]
    [InlineData(nameof(UsesByLambda), nameof(Used))]
    [InlineData(nameof(UsesByAsyncBody), nameof(Used))]
    [InlineData(nameof(UsesByIterator), nameof(Used))]
    [InlineData(nameof(UsesByCatch), nameof(UsedException))]
    [InlineData(nameof(UsesByBase), nameof(Used))]
    [InlineData(nameof(UsesByInterface), nameof(IUsed))]
    [InlineData(nameof(UsesByField), nameof(Used))]
    [InlineData(nameof(UsesByParameter), nameof(Used))]
    [InlineData("UsesByConstraint`1", nameof(Used))]
    [InlineData(nameof(UsesByNestedType), nameof(Used))]
    [InlineData(nameof(UsesByAttribute), nameof(UsedAttribute))]
    [InlineData(nameof(UsesByLocal), nameof(Used))]
    public void Sees_a_type_that_is_used(string user, string used) => Assert.Contains(used, UsedBy(user));

    [Fact]
    public void Sees_the_type_of_a_field_where_it_is_declared() =>
        Assert.Contains(s_all.Value, use => use is { Place: "declaration" } && use.From.EndsWith(nameof(UsesByField), StringComparison.Ordinal));

    [Fact]
    public void Sees_nothing_where_nothing_is_used() => Assert.Empty(UsedBy(nameof(UsesNothing)));

    private static IEnumerable<string> UsedBy(string user) =>
        from reference in s_all.Value
        where reference.From == $"{typeof(Used).Namespace}.{user}" && reference.ToNamespace == typeof(Used).Namespace
        select reference.To[(reference.ToNamespace.Length + 1)..];
}
