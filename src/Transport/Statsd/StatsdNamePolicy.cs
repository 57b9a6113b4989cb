namespace Sockets.Transport.Statsd;

/// <summary>What happens to a name or a tag with a character that could not be told from the line's own marks.</summary>
public enum StatsdNamePolicy
{
    /// <summary>
    /// It is refused: making a handle throws and says where it stands; a metric named in the call itself is dropped and
    /// counted.
    /// </summary>
    Reject,

    /// <summary>Each such character becomes <c>_</c>. Names that differ only there become one.</summary>
    Replace,
}
