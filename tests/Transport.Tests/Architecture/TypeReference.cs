namespace Sockets.Transport.Tests.Architecture;

/// <summary>One type of an assembly uses another one of the same assembly.</summary>
/// <param name="From">The full name of the outermost type that uses it.</param>
/// <param name="FromNamespace">Its namespace.</param>
/// <param name="Place">The member, or "declaration", where it does.</param>
/// <param name="To">The full name of the outermost type that is used.</param>
/// <param name="ToNamespace">Its namespace.</param>
internal sealed record TypeReference(string From, string FromNamespace, string Place, string To, string ToNamespace)
{
    public override string ToString() => $"{From} ({Place}) uses {To}";
}
