using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// Everything an assembly shows to those who use it, as text in a stable order: one line for each type, its members
/// below it. Names of nullability are left out; what a program compiles or runs against is all there.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly) => Print(assembly.GetExportedTypes());

    public static string Print(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (Type type in types
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Declare(type)).Append('\n');
            foreach (string member in Members(type))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// The lines that one text has and the other has not, each with its type: "-" for what went, "+" for what came.
    /// </summary>
    public static IReadOnlyList<string> Compare(string approved, string now)
    {
        string[] before = Flatten(approved);
        string[] after = Flatten(now);
        return
        [
            .. before.Except(after, StringComparer.Ordinal).Select(line => (Line: line, Sign: "- "))
                .Concat(after.Except(before, StringComparer.Ordinal).Select(line => (Line: line, Sign: "+ ")))
                .OrderBy(entry => entry.Line, StringComparer.Ordinal)
                .ThenByDescending(entry => entry.Sign, StringComparer.Ordinal)
                .Select(entry => entry.Sign + entry.Line),
        ];
    }

    private static string[] Flatten(string surface)
    {
        List<string> lines = [];
        string type = "";
        foreach (string line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' '))
            {
                lines.Add($"{type} | {line.Trim()}");
            }
            else
            {
                lines.Add(line);
                type = line.Split(" : ")[0];
            }
        }

        return [.. lines];
    }

    private static string Declare(Type type)
    {
        string flags = type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        string obsolete = PublicMember.Obsolete(type);
        string name = TypeName.Declared(type);
        if (type.IsEnum)
        {
            return $"{obsolete}{flags}enum {name} : {TypeName.Of(Enum.GetUnderlyingType(type))}";
        }

        string constraints = PublicMember.Constraints(type.GetGenericArguments());
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            string result = TypeName.Of(invoke.ReturnType, invoke.ReturnParameter);
            return $"{obsolete}delegate {result} {name}{PublicMember.Parameters(invoke)}{constraints}";
        }

        string bases = string.Join(", ", Bases(type));
        return $"{obsolete}{Kind(type)} {name}{(bases.Length == 0 ? "" : " : " + bases)}{constraints}";
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        // Only what every record has and nobody else gets tells it from a plain class or struct.
        bool isRecord = type.GetMethod("PrintMembers", Own)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;
        string record = isRecord ? "record " : "";
        if (type.IsValueType)
        {
            string @readonly = type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "";
            return $"{@readonly}{(type.IsByRefLike ? "ref " : "")}{record}struct";
        }

        string kind = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return $"{kind}{record}class";
    }

    private static IEnumerable<string> Bases(Type type)
    {
        Type? parent = type.BaseType;
        if (parent is not null && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return TypeName.Of(parent);
        }

        foreach (string name in type.GetInterfaces()
            .Except(parent?.GetInterfaces() ?? [])
            .Where(contract => contract.IsVisible)
            .Select(contract => TypeName.Of(contract))
            .Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        MemberInfo[] members = type.GetMembers(Own);
        if (type.IsEnum)
        {
            return members.OfType<FieldInfo>()
                .Where(field => field.IsLiteral)
                .OrderBy(field => field.GetRawConstantValue())
                .Select(PublicMember.Declare)
                .OfType<string>();
        }

        return members
            .Select(member => (Order: Order(member), Text: PublicMember.Declare(member)))
            .Where(entry => entry.Text is not null)
            .OrderBy(entry => entry.Order)
            .ThenBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(entry => entry.Text!);
    }

    private static int Order(MemberInfo member) => member.MemberType switch
    {
        MemberTypes.Field => 0,
        MemberTypes.Constructor => 1,
        MemberTypes.Property => 2,
        MemberTypes.Event => 3,
        _ => 4,
    };
}
