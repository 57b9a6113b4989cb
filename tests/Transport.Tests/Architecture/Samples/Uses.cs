#pragma warning disable MA0048 // One picture: a type that is used, and a user of it for each way to use a type.
namespace Sockets.Transport.Tests.Architecture.Samples;

internal class Used
{
    public static int Count = 1;

    public static event EventHandler? Changed;

    public static void Run() => Changed?.Invoke(sender: null, EventArgs.Empty);

    public static T Make<T>() => default!;

    public sealed class Nested;
}

internal sealed class UsedException : Exception;

[AttributeUsage(AttributeTargets.All)]
internal sealed class UsedAttribute : Attribute;

internal interface IUsed;

internal static class UsesByStaticCall
{
    public static void Run() => Used.Run();
}

internal static class UsesByFieldRead
{
    public static int Run() => Used.Count;
}

internal static class UsesByGenericCall
{
    public static void Run() => Array.Empty<Used>();
}

internal static class UsesByTypeOf
{
    public static string Run() => typeof(Used).Name;
}

internal static class UsesByLambda
{
    public static Action Run() => () => Used.Run();
}

internal static class UsesByAsyncBody
{
    public static async Task RunAsync()
    {
        await Task.Yield();
        Used.Run();
    }
}

internal static class UsesByIterator
{
    public static IEnumerable<int> Run()
    {
        yield return Used.Count;
    }
}

internal static class UsesByCatch
{
    public static void Run()
    {
        try
        {
            Array.Empty<int>();
        }
        catch (UsedException)
        {
            Array.Empty<int>();
        }
    }
}

internal sealed class UsesByBase : Used;

internal sealed class UsesByInterface : IUsed;

internal static class UsesByField
{
    public static readonly List<Used[]>? All = [];
}

internal static class UsesByParameter
{
    public static void Run(ref Used? used) => used = null;
}

internal static class UsesByConstraint<T>
    where T : Used;

internal static class UsesByNestedType
{
    public static object Run() => new Used.Nested();
}

[Used]
internal static class UsesByAttribute;

internal static class UsesByLocal
{
    public static int Run(int value)
    {
        // Branches and a switch: the reader of instructions has to step over their operands.
        double d = value switch { 0 => 1.5, 1 => 2.5, 2 => 3.5, 3 => 4.5, _ => 0x7FFF_FFFF_FFFF };
        for (int i = 0; i < value; i++)
        {
            d += i > 1000 ? 1 : 2;
        }

        Used? used = d > 0 ? Used.Make<Used>() : null;
        return used?.GetHashCode() ?? 0;
    }
}

internal static class UsesNothing
{
    public static void Run() => Array.Empty<int>();
}
