namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The first eight bytes a TRN1 client sends (docs/wire/tcp.md, TRN1-P1): no other protocol begins like this, and
/// line-ending conversion breaks it visibly.
/// </summary>
internal static class Preamble
{
    public const int Size = 8;

    /// <summary>0x93 "TRN" CR LF SUB, then the protocol's version, 1.</summary>
    public static ReadOnlySpan<byte> Bytes => [0x93, (byte)'T', (byte)'R', (byte)'N', 0x0D, 0x0A, 0x1A, 0x01];
}
