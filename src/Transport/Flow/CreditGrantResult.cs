namespace Sockets.Transport.Flow;

/// <summary>What became of a grant from the peer.</summary>
internal enum CreditGrantResult
{
    /// <summary>More may be sent than before.</summary>
    Applied,

    /// <summary>Not more than was granted before: a repeated or overtaken grant. Nothing changed.</summary>
    Stale,

    /// <summary>
    /// No honest peer says this: above <see cref="Credit.Limit"/>, or a window of more than <see cref="int.MaxValue"/>
    /// bytes or messages. Nothing changed.
    /// </summary>
    Violation,
}
