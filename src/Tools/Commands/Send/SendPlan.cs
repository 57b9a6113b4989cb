using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Send;

/// <summary>A checked command line of <c>send</c>.</summary>
internal sealed record SendPlan
{
    /// <summary>
    /// Chunks of a file, when the user does not say: 64 KiB less the 8 bytes of the largest header, so that a frame
    /// with its header fits the default limit of every framing with a length field of two bytes or more.
    /// </summary>
    public const int DefaultChunk = (64 * 1024) - 8;

    /// <summary>Generated messages, when the user does not say.</summary>
    public const int DefaultGenerated = 64;

    public required ChannelSettings Channel { get; init; }

    /// <summary>File to send; <c>-</c> for standard input; null when the messages are given on the command line.</summary>
    public string? File { get; init; }

    /// <summary>Whether each line is a message.</summary>
    public bool Lines { get; init; }

    /// <summary>Messages given on the command line, or the generated one.</summary>
    public IReadOnlyList<byte[]> Payloads { get; init; } = [];

    /// <summary>How many messages to send at most; null for all there are.</summary>
    public long? Count { get; init; }

    /// <summary>Chunk size; null when the user does not say.</summary>
    public int? Size { get; init; }

    /// <summary>Chunk size of a file when the user does not say; null for <see cref="DefaultChunk"/>.</summary>
    public int? DefaultSize { get; init; }

    public Rate? Rate { get; init; }

    /// <summary>How many times as fast the file, a recording, is sent again; null when it is no recording.</summary>
    public double? ReplaySpeed { get; init; }

    public bool Verify { get; init; }

    /// <summary>How to ask, when each message is a request; else null.</summary>
    public AskSettings? Ask { get; init; }

    public required ReportSettings Report { get; init; }
}
