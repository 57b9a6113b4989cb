namespace Sockets.Tools.Output;

/// <summary>The payload bytes as they are, with nothing between them, nor between parts.</summary>
internal sealed class RawFormat : MessageFormat
{
    public override void Write(OutputBuffer output, long sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<int> parts = default) => output.Write(payload);
}
