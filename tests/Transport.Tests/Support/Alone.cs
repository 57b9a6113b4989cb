namespace Sockets.Transport.Tests.Support;

/// <summary>Tests of what belongs to the whole process, its threads, descriptors and allocations: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
