using System.Reflection;
using System.Text.RegularExpressions;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>What every page of the project looks like, as far as a machine can see it.</summary>
public sealed class HouseRulesTests
{
    private const int MostLines = 300;

    private static readonly Assembly s_library = typeof(Message).Assembly;

    [Fact]
    public void No_file_is_longer_than_300_lines() => Rule.Holds(
        from file in House.Sources("src")
        where file.Lines > MostLines
        select $"{file}: {file.Lines} lines");

    [Fact]
    public void No_type_hides_its_job_behind_an_empty_word() => Rule.Holds(
        from file in House.Sources("src")
        from type in file.Types
        where Regex.IsMatch(type, "Manager|Helper|Utils|Util$|Base$", RegexOptions.None, TimeSpan.FromSeconds(10))
        select $"{file}: {type}");

    [Fact]
    public void Public_classes_are_sealed_static_or_abstract_unless_an_exception_family_begins_there() => Rule.Holds(
        from type in s_library.GetExportedTypes()
        where type.IsClass && !type.IsSealed && !type.IsAbstract
        where !typeof(Exception).IsAssignableFrom(type) || !s_library.GetTypes().Any(other => other.BaseType == type)
        select type.FullName);

    [Fact]
    public void No_public_method_or_constructor_takes_a_bool() => Rule.Holds(
        from type in s_library.GetExportedTypes()
        from method in type.GetMembers(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly
        where method.IsConstructor || (!method.IsSpecialName && IsOurs((MethodInfo)method))
        from parameter in method.GetParameters()
        where !parameter.IsOut && IsBool(parameter.ParameterType)
        select $"{type.FullName}.{method.Name}({parameter.Name}): two values get an enum");

    /// <summary>Whether the method's shape was ours to choose: an override of .NET's was not.</summary>
    private static bool IsOurs(MethodInfo method) => method.GetBaseDefinition().DeclaringType!.Assembly == s_library;

    private static bool IsBool(Type type)
    {
        Type plain = type.IsByRef ? type.GetElementType()! : type;
        return (Nullable.GetUnderlyingType(plain) ?? plain) == typeof(bool);
    }
}
