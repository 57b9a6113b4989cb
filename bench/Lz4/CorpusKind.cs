namespace Sockets.Lz4;

/// <summary>What is compressed, 1 MiB of each kind.</summary>
public enum CorpusKind
{
    /// <summary>Log lines as JSON objects, one a line.</summary>
    Json,

    /// <summary>The runtime's own base library: code, metadata and texts.</summary>
    Binary,

    /// <summary>XML documentation and lists of dependencies.</summary>
    Text,

    /// <summary>Nothing that repeats.</summary>
    Random,
}
