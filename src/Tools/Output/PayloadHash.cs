using System.Security.Cryptography;

namespace Sockets.Tools.Output;

/// <summary>SHA-256 over all payload bytes in order: equal on both sides when everything arrived as it was.</summary>
internal sealed class PayloadHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<byte> payload) => _hash.AppendData(payload);

    /// <summary>The sum so far, in small hex digits as sha256sum prints it.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
