namespace Sockets.Tools.Output;

/// <summary>The payload bytes as they are, with nothing between them.</summary>
internal sealed class RawFormat : MessageFormat
{
    public override void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload) => output.Write(payload);
}
