namespace Sockets.EndToEnd.Children;

/// <summary>The two ends of one leg. Each runs in a process of its own; an end that blocks may block its thread.</summary>
internal sealed record EndPair(Func<EndContext, Task> Listen, Func<EndContext, Task> Connect);
