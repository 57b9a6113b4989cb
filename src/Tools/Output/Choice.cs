namespace Sockets.Tools.Output;

/// <summary>Whether something happens: as the surroundings suggest, or as the user says.</summary>
internal enum Choice
{
    /// <summary>Decided by the surroundings.</summary>
    Auto,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In no case.</summary>
    Never,
}
