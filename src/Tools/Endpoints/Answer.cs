namespace Sockets.Tools.Endpoints;

/// <summary>The answer to a request.</summary>
/// <param name="Payload">Its bytes, valid until it is disposed.</param>
/// <param name="PartLengths">Where it has several parts, how long each is; else empty.</param>
/// <param name="Held">What holds the memory; null for nothing.</param>
internal sealed record Answer(ReadOnlyMemory<byte> Payload, ReadOnlyMemory<int> PartLengths = default, IDisposable? Held = null) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
