using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// Types as C# writes them, without nullability. The library's own types keep their namespace below its root, so that
/// two of the same name stay apart; .NET's are short.
/// </summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>A type as it stands in a signature.</summary>
    /// <param name="type">The type.</param>
    /// <param name="place">What has it: it knows the names of a tuple's elements.</param>
    public static string Of(Type type, ICustomAttributeProvider? place = null)
    {
        var names = (TupleElementNamesAttribute?)place?
            .GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false).SingleOrDefault();
        return Write(type, new Queue<string?>(names?.TransformNames ?? []));
    }

    /// <summary>The name of a type being declared, with the names of its type parameters.</summary>
    public static string Declared(Type type) => Own(type, new Queue<string?>());

    private static string Write(Type type, Queue<string?> names)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!, names)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsPointer)
        {
            return Write(type.GetElementType()!, names) + "*";
        }

        if (type.IsByRef)
        {
            return Write(type.GetElementType()!, names);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Write(underlying, names) + "?";
        }

        return IsTuple(type) ? Tuple(type, names) : type.IsGenericParameter ? type.Name : Own(type, names);
    }

    private static bool IsTuple(Type type) =>
        type is { IsGenericType: true, IsValueType: true, GenericTypeArguments.Length: > 1 and < 8 }
        && type.IsAssignableTo(typeof(ITuple));

    private static string Tuple(Type type, Queue<string?> names)
    {
        Type[] elements = type.GenericTypeArguments;

        // A tuple's own names stand before those of the tuples inside it.
        string?[] own = [.. elements.Select(_ => names.TryDequeue(out string? name) ? name : null)];
        IEnumerable<string> written = elements.Select((element, i) => $"{Write(element, names)} {own[i]}".TrimEnd());
        return $"({string.Join(", ", written)})";
    }

    private static string Own(Type type, Queue<string?> names)
    {
        // A nested type repeats the type parameters of the type around it; each is written where it is declared.
        Type[] arguments = type.GetGenericArguments();
        List<string> parts = [];
        Type[] chain = [.. Chain(type)];
        int written = 0;
        foreach (Type part in chain)
        {
            int tick = part.Name.IndexOf('`', StringComparison.Ordinal);
            int count = part.GetGenericArguments().Length - written;
            IEnumerable<string> own = arguments.Skip(written).Take(count).Select(argument => Write(argument, names));
            parts.Add((tick < 0 ? part.Name : part.Name[..tick]) + (count > 0 ? $"<{string.Join(", ", own)}>" : ""));
            written += count;
        }

        string space = type.Namespace ?? "";
        bool isBelow = space.StartsWith(Arrows.Library + ".", StringComparison.Ordinal);
        return (isBelow ? space[(Arrows.Library.Length + 1)..] + "." : "") + string.Join('.', parts);
    }

    private static IEnumerable<Type> Chain(Type type) =>
        type.DeclaringType is null ? [type] : [.. Chain(type.DeclaringType), type];
}
