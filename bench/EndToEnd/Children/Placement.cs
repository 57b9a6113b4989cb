namespace Sockets.EndToEnd.Children;

/// <summary>On which cores the two processes of a leg run. At one message in flight this matters more than the code.</summary>
internal enum Placement
{
    /// <summary>The scheduler decides, and may decide differently in every pass.</summary>
    Free,

    /// <summary>Both on one core: no core has to be woken, so what is left is code and system calls.</summary>
    OneCore,

    /// <summary>Each on its own: a waiting end's core goes idle and has to be woken, as between two machines.</summary>
    OwnCores,
}
