using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// Members as C# declares them. Those that nobody outside can name, or that the compiler wrote, are not printed.
/// </summary>
internal static class PublicMember
{
    /// <summary>One member in one line; null for one that is not printed.</summary>
    public static string? Declare(MemberInfo member) => member switch
    {
        FieldInfo field when field.DeclaringType!.IsEnum => field.IsLiteral ? EnumValue(field) : null,
        FieldInfo field => IsVisible(field) ? Obsolete(field) + Field(field) : null,
        ConstructorInfo constructor => IsVisible(constructor) ? Obsolete(constructor) + Constructor(constructor) : null,
        PropertyInfo property => Property(property) is { } text ? Obsolete(property) + text : null,
        EventInfo happening => IsVisible(happening.AddMethod) ? Obsolete(happening) + Event(happening) : null,
        MethodInfo method => IsVisible(method) && IsWrittenByHand(method) ? Obsolete(method) + Method(method) : null,
        _ => null,
    };

    /// <summary>The constraints of type parameters, each with a space before it.</summary>
    public static string Constraints(Type[] parameters) => string.Concat(
        from parameter in parameters
        where parameter.IsGenericParameter
        let all = string.Join(", ", Constraints(parameter))
        where all.Length > 0
        select $" where {parameter.Name} : {all}");

    /// <summary>The parameters in parentheses, with the word "this" where it is an extension.</summary>
    public static string Parameters(MethodBase method)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"({extension}{string.Join(", ", method.GetParameters().Select(Parameter))})";
    }

    /// <summary>The warning for who still uses it; not the one by which a compiler keeps older ones away.</summary>
    public static string Obsolete(MemberInfo member) =>
        member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete
            && !member.IsDefined(typeof(CompilerFeatureRequiredAttribute))
            ? $"[Obsolete(\"{obsolete.Message}\")] "
            : "";

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsWrittenByHand(MethodInfo method) =>
        !method.IsDefined(typeof(CompilerGeneratedAttribute))
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));


    private static string EnumValue(FieldInfo field) =>
        $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "" : "protected ";
        string @static = field.IsStatic ? "static " : "";
        string kind = field.IsLiteral ? "const " : @static + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? " = " + Value(field.GetRawConstantValue(), field.FieldType) : "";
        return $"{access}{Required(field)}{kind}{TypeName.Of(field.FieldType, field)} {field.Name}{value}";
    }

    private static string Constructor(ConstructorInfo constructor) =>
        $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}{Parameters(constructor)}";

    private static string? Property(PropertyInfo property)
    {
        MethodInfo? get = IsVisible(property.GetMethod) ? property.GetMethod : null;
        MethodInfo? set = IsVisible(property.SetMethod) ? property.SetMethod : null;
        MethodInfo? first = get is null || set is { IsPublic: true } ? set : get;
        if (first is null || property.Name == "EqualityContract")
        {
            return null;
        }

        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        string accessors = (get is null ? "" : Accessor(get, first) + "get; ")
            + (set is null ? "" : Accessor(set, first) + (IsInit(set) ? "init; " : "set; "));
        string type = Reference(property.PropertyType, property) + TypeName.Of(property.PropertyType, property);
        return $"{Access(first)}{Required(property)}{Modifiers(first)}{type} {name} {{ {accessors}}}";
    }

    private static string Accessor(MethodInfo accessor, MethodInfo first) =>
        accessor.IsPublic == first.IsPublic ? "" : Access(accessor);

    private static bool IsInit(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Any(type => type.Name == "IsExternalInit");

    private static string Required(MemberInfo member) =>
        member.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Event(EventInfo happening)
    {
        MethodInfo add = happening.AddMethod!;
        return $"{Access(add)}{Modifiers(add)}event {TypeName.Of(happening.EventHandlerType!)} {happening.Name}";
    }

    private static string Method(MethodInfo method)
    {
        Type[] generic = method.GetGenericArguments();
        string parameters = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(type => type.Name))}>";
        string type = Reference(method.ReturnType, method.ReturnParameter)
            + TypeName.Of(method.ReturnType, method.ReturnParameter);
        return $"{Access(method)}{Modifiers(method)}{type} {method.Name}{parameters}{Parameters(method)}"
            + Constraints(generic);
    }

    private static string Modifiers(MethodInfo method)
    {
        string kind = method switch
        {
            { IsAbstract: true } when method.DeclaringType!.IsInterface && !method.IsStatic => "",
            { IsAbstract: true } when method.GetBaseDefinition() != method => "abstract override ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: true } when method.GetBaseDefinition() != method => "sealed override ",
            { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        return (method.IsStatic ? "static " : "") + kind;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when Has<RequiresLocationAttribute>(parameter) => "ref readonly ",
            { ParameterType.IsByRef: true } when Has<IsReadOnlyAttribute>(parameter) => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when Has<ParamArrayAttribute>(parameter) || Has<ParamCollectionAttribute>(parameter) => "params ",
            _ => "",
        };
        Type type = parameter.ParameterType;
        string value = parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue, type) : "";
        return $"{way}{TypeName.Of(type, parameter)} {parameter.Name}{value}";
    }

    private static bool Has<T>(ParameterInfo parameter)
        where T : Attribute => parameter.IsDefined(typeof(T));

    private static string Reference(Type type, ICustomAttributeProvider place) => !type.IsByRef ? ""
        : place.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "ref readonly " : "ref ";

    private static string Value(object? value, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => plain.IsValueType && plain == type ? "default" : "null",
            _ when plain.IsEnum => $"{TypeName.Of(plain)}.{Enum.ToObject(plain, value)}",
            string text => $"\"{text}\"",
            char letter => $"'{letter}'",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static IEnumerable<string> Constraints(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isValueType = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        if (isValueType)
        {
            bool isUnmanaged = parameter.GetCustomAttributesData()
                .Any(data => data.AttributeType.Name == "IsUnmanagedAttribute");
            yield return isUnmanaged ? "unmanaged" : "struct";
        }

        foreach (string name in parameter.GetGenericParameterConstraints()
            .Where(type => type != typeof(ValueType))
            .Select(type => TypeName.Of(type))
            .Order(StringComparer.Ordinal))
        {
            yield return name;
        }

        if (!isValueType && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            yield return "new()";
        }

        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            yield return "allows ref struct";
        }
    }
}
