using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>The folders are the architecture: who may use whom, and what may be seen from outside.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly s_library = typeof(Message).Assembly;

    [Fact]
    public void No_type_uses_a_folder_that_its_own_folder_may_not_use()
    {
        IReadOnlyList<TypeReference> all = AssemblyReferences.Of(s_library.Location);

        // The one arrow that has to be there: without it nothing was read.
        Assert.Contains(all, use => use is { From: $"{Arrows.Library}.Message", ToNamespace: $"{Arrows.Library}.Buffers" });
        Rule.Holds(
            from reference in all
            let @from = Arrows.FolderOf(reference.FromNamespace)
            let to = Arrows.FolderOf(reference.ToNamespace)
            where @from is not null && to is not null && !Arrows.Allows(@from, to)
            select $"{@from} -> {to}: {reference}");
    }

    [Fact]
    public void No_file_names_a_folder_that_its_own_folder_may_not_use() => Rule.Holds(
        from file in House.Sources("src/Transport")
        let @from = FolderOf(file)
        from to in Arrows.NamedBy(file)
        where !Arrows.Allows(@from, to)
        select $"{@from} -> {to}: {file}");

    [Fact]
    public void Every_folder_of_the_library_is_one_the_arrows_know() => Rule.Holds(
        from file in House.Sources("src/Transport")
        where !Arrows.Folders.Contains(FolderOf(file))
        select $"{file}: add the folder to {nameof(Arrows)} and to the design");

    [Theory]
    [InlineData("src/Transport", "Sockets.Transport")]
    [InlineData("src/Tools", "Sockets.Tools")]
    public void Every_namespace_is_its_folder(string project, string root) => Rule.Holds(
        from file in House.Sources(project)
        where file.Path != project + "/Program.cs"
        let expected = (root + Path.GetDirectoryName(file.Path)![project.Length..]).Replace('/', '.').Replace('\\', '.')
        where !file.Namespaces.SequenceEqual([expected])
        select $"{file}: expected {expected}, is {string.Join(", ", file.Namespaces)}");

    [Fact]
    public void No_using_directive_is_global() => Rule.Holds(
        from file in House.Sources("src")
        where file.Code.Contains("global using", StringComparison.Ordinal)
        select file.Path);

    [Fact]
    public void Public_types_of_a_room_stand_at_its_root() => Rule.Holds(
        from type in s_library.GetExportedTypes()
        let folder = Arrows.FolderOf(type.Namespace ?? "")
        where Arrows.Rooms.Contains(folder) && type.Namespace != $"{Arrows.Library}.{folder}"
        select type.FullName);

    [Fact]
    public void Types_in_Internal_are_internal() => Rule.Holds(
        from type in s_library.GetTypes()
        where type.IsPublic && (type.Namespace ?? "").Split('.').Contains("Internal")
        select type.FullName);

    [Fact]
    public void Only_tests_and_benchmarks_see_internals() => Rule.Holds(
        from attribute in s_library.GetCustomAttributes<InternalsVisibleToAttribute>()
        let name = attribute.AssemblyName
        where !Directory.Exists(Path.Combine(House.Root, "tests", name))
            && !Directory.Exists(Path.Combine(House.Root, "bench", name))
        select name);

    [Theory]
    [InlineData("UnsafeAccessor")]
    [InlineData("IgnoresAccessChecksTo")]
    [InlineData("NonPublic")]
    public void The_tool_does_not_get_around_what_is_public(string way) => Rule.Holds(
        from file in House.Sources("src/Tools")
        where file.Code.Contains(way, StringComparison.Ordinal)
        select file.Path);

    [Fact]
    public void The_library_uses_the_base_class_library_only()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Rule.Holds(
            from name in s_library.GetReferencedAssemblies()
            where !File.Exists(Path.Combine(runtime, name.Name + ".dll"))
            select name.Name);
    }

    [Theory]
    [InlineData("src/Transport/Transport.csproj")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    public void The_library_has_no_dependency_but_the_analyzers(string project) => Rule.Holds(
        from item in XDocument.Parse(House.Read(project)).Descendants()
        where item.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal)
        let name = (string?)item.Attribute("Include") ?? ""
        where item.Name.LocalName != "GlobalPackageReference" || !name.Contains("Analyzer", StringComparison.Ordinal)
        select $"{item.Name.LocalName} {name}");

    private static string FolderOf(SourceFile file)
    {
        string[] parts = file.Path.Split('/');
        return parts.Length == 3 ? Arrows.Root : parts[2];
    }
}
