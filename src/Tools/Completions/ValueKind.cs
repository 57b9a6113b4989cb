namespace Sockets.Tools.Completions;

/// <summary>What a shell can offer for a value.</summary>
internal enum ValueKind
{
    /// <summary>Nothing: a number, a text.</summary>
    Free,

    /// <summary>One of a few words.</summary>
    Words,

    /// <summary>The name of a file.</summary>
    File,

    /// <summary>An endpoint, of which the scheme can be offered.</summary>
    Endpoint,
}
