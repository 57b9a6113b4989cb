namespace Sockets.Transport.Tests.Architecture;

/// <summary>The text of the public surface shows everything that breaks somebody when it changes.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void Prints_the_values_of_an_enum_in_their_order() => AssertPrints(typeof(SurfaceSamples.Colors), """
        [Flags] enum SurfaceSamples.Colors : byte
          None = 0
          Blue = 2
          Red = 4
        """);

    [Fact]
    public void Prints_a_delegate() => AssertPrints(typeof(SurfaceSamples.Judge<>), """
        delegate bool SurfaceSamples.Judge<T>(T value, out int rest)
        """);

    [Fact]
    public void Prints_an_interface() => AssertPrints(typeof(SurfaceSamples.IShape<>), """
        interface SurfaceSamples.IShape<T> where T : class
          T Name { get; }
          void Draw(int times = 3)
        """);

    [Fact]
    public void Prints_a_record_without_what_the_compiler_adds() => AssertPrints(typeof(SurfaceSamples.Point), """
        readonly record struct SurfaceSamples.Point : IEquatable<SurfaceSamples.Point>
          Point(int X, int? Y)
          int X { get; init; }
          int? Y { get; init; }
        """);

    [Fact]
    public void Prints_a_ref_struct() => AssertPrints(typeof(SurfaceSamples.View), """
        ref struct SurfaceSamples.View
          Span<byte> Rest
          ref readonly byte First { get; }
        """);

    [Fact]
    public void Prints_constants_and_required_properties() => AssertPrints(typeof(SurfaceSamples.Options), """
        sealed record class SurfaceSamples.Options : IEquatable<SurfaceSamples.Options>
          const string DefaultName = "a"
          Options()
          int Limit { get; init; }
          required string Name { get; init; }
        """);

    [Fact]
    public void Prints_an_extension_and_not_what_is_internal() => AssertPrints(typeof(SurfaceSamples), """
        static class SurfaceSamples
          static int Count(this string text, params ReadOnlySpan<char> letters)
        """);

    [Fact]
    public void Prints_what_a_derived_class_sees() => AssertPrints(typeof(SurfaceSamples.Open<>), """
        abstract class SurfaceSamples.Open<T> : IDisposable where T : unmanaged
          protected static readonly int Seed
          protected Open(T first, CloseReason why = CloseReason.None, TimeSpan wait = default, string name = null)
          T First { get; protected set; }
          int this[int index] { get; }
          event EventHandler Changed
          [Obsolete("Use Work.")] void Old()
          override bool Equals(object obj)
          override int GetHashCode()
          protected abstract (int Sent, (long, string Why) Lost) Work<TItem>(in TItem item, List<byte[]>.Enumerator all) where TItem : struct
          static bool op_Equality(SurfaceSamples.Open<T> left, SurfaceSamples.Open<T> right)
          static bool op_Inequality(SurfaceSamples.Open<T> left, SurfaceSamples.Open<T> right)
          virtual void Dispose()
        """);

    [Fact]
    public void Shows_what_went_and_what_came_with_its_type()
    {
        const string Before = "sealed class A : B\n  void Run()\n  int X { get; }\n\nenum C : int\n  One = 1\n";
        const string After = "sealed class A : B\n  void Run(int times)\n  int X { get; }\n\nenum C : int\n  One = 2\n";

        Assert.Equal(
            [
                "- enum C | One = 1",
                "+ enum C | One = 2",
                "- sealed class A | void Run()",
                "+ sealed class A | void Run(int times)",
            ],
            PublicSurface.Compare(Before, After));
    }

    [Fact]
    public void Prints_types_in_an_order_that_does_not_depend_on_the_source()
    {
        Type[] types = [typeof(SurfaceSamples.View), typeof(SurfaceSamples.Colors)];

        Assert.Equal(PublicSurface.Print(types), PublicSurface.Print(types.Reverse()));
    }

    private static void AssertPrints(Type type, string expected) => Assert.Equal(
        expected.ReplaceLineEndings("\n") + "\n",
        PublicSurface.Print([type]).Replace("Tests.Architecture.", "", StringComparison.Ordinal));
}
