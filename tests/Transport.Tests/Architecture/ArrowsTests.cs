namespace Sockets.Transport.Tests.Architecture;

/// <summary>The table of arrows, and what of them is seen in source text only.</summary>
public sealed class ArrowsTests
{
    [Theory]
    [InlineData("Tcp", "Links")]
    [InlineData("ZeroMq", "Diagnostics")]
    [InlineData("Statsd", Arrows.Root)]
    [InlineData("Links", "Buffers")]
    [InlineData("Framing", Arrows.Root)]
    [InlineData("Flow", Arrows.Root)]
    [InlineData(Arrows.Root, "Buffers")]
    public void Allows_what_the_design_draws(string from, string to) => Assert.True(Arrows.Allows(from, to));

    [Theory]
    [InlineData("Tcp", "Multicast")]
    [InlineData("ZeroMq", "Tcp")]
    [InlineData("Links", "Tcp")]
    [InlineData("Links", "Framing")]
    [InlineData("Framing", "Flow")]
    [InlineData("Flow", "Links")]
    [InlineData("Compression", "Buffers")]
    [InlineData("Buffers", "Measurement")]
    [InlineData(Arrows.Root, "Tcp")]
    [InlineData(Arrows.Root, "Framing")]
    [InlineData("Somewhere", "Buffers")]
    [InlineData("Tcp", "Somewhere")]
    public void Refuses_everything_else(string from, string to) => Assert.False(Arrows.Allows(from, to));

    [Theory]
    [InlineData("using Sockets.Transport.Multicast;")]
    [InlineData("using static Sockets.Transport.Multicast.Internal.Header;")]
    [InlineData("using H = global::Sockets.Transport.Multicast.Internal.Header;")]
    [InlineData("int length = Multicast.Internal.Header.Length;")]
    [InlineData("string name = nameof(Multicast.MulticastOptions);")]
    [InlineData("int length = Transport.Multicast.MulticastOptions.Max;")]
    public void Sees_a_folder_named_in_code(string code) =>
        Assert.Equal(["Multicast"], Arrows.NamedBy(new SourceFile("x.cs", code)));

    [Theory]
    [InlineData("// as Multicast.Publisher does")]
    [InlineData("/// <see cref=\"Multicast.Publisher\"/>")]
    [InlineData("/* Multicast.Publisher */")]
    [InlineData("var s = \"Multicast.Publisher\";")]
    [InlineData("var s = @\"\"\"Multicast.Publisher\";")]
    [InlineData("var s = \"\"\"\nMulticast.Publisher \"quoted\"\n\"\"\";")]
    [InlineData("var c = '\"'; // Multicast.Publisher")]
    [InlineData("bool b = address.IsIPv6Multicast.Equals(true);")]
    [InlineData("options.Multicast.Add(1);")]
    public void Overlooks_comments_literals_and_members(string code) =>
        Assert.Empty(Arrows.NamedBy(new SourceFile("x.cs", code)));

    [Theory]
    [InlineData("Sockets.Transport", Arrows.Root)]
    [InlineData("Sockets.Transport.Tcp", "Tcp")]
    [InlineData("Sockets.Transport.Tcp.Internal", "Tcp")]
    [InlineData("Sockets.Tools", null)]
    [InlineData("System", null)]
    public void Knows_the_folder_of_a_namespace(string space, string? folder) =>
        Assert.Equal(folder, Arrows.FolderOf(space));

    [Fact]
    public void Finds_the_types_that_a_file_declares()
    {
        var file = new SourceFile("x.cs", """
            public sealed class A<T> : B where T : class { }
            internal readonly record struct C(int X); // class Nothing
            enum D { }
            public delegate void E(int x);
            interface F;
            record G
            {
                void M<T>(T x) where T : struct { }
            }
            """);

        Assert.Equal(["A", "C", "D", "E", "F", "G"], file.Types);
    }
}
