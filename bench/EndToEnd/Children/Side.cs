namespace Sockets.EndToEnd.Children;

/// <summary>Which end of a leg a process plays.</summary>
internal enum Side
{
    /// <summary>Binds a free port and says which; started first.</summary>
    Listen,

    /// <summary>Connects to that port.</summary>
    Connect,
}
