namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// Encrypts and authenticates under one key: <c>tag(16) text</c>, where they stand. No nonce may be used twice with a key.
/// </summary>
internal sealed class CurveBox(CurveSecret key) : IDisposable
{
    /// <summary>What a box is longer than what is in it.</summary>
    public const int Overhead = Sodium.TagLength;

    /// <summary>Closes a box, whose text stands behind the room for the tag.</summary>
    public void Seal(Span<byte> box, ReadOnlySpan<byte> nonce)
    {
        Span<byte> text = box[Overhead..];
        _ = Sodium.Seal(text, box[..Overhead], text, (ulong)text.Length, nonce, key.Bytes);
    }

    /// <summary>Opens a box, whose text then stands behind the tag; false when it was not closed with this key and nonce.</summary>
    public bool TryOpen(Span<byte> box, ReadOnlySpan<byte> nonce)
    {
        if (box.Length < Overhead)
        {
            return false;
        }

        Span<byte> text = box[Overhead..];
        return Sodium.Open(text, text, box[..Overhead], (ulong)text.Length, nonce, key.Bytes) == 0;
    }

    public void Dispose() => key.Dispose();
}
