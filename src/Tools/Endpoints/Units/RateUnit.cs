namespace Sockets.Tools.Endpoints.Units;

/// <summary>What a rate counts.</summary>
internal enum RateUnit
{
    /// <summary>Messages per second.</summary>
    Messages,

    /// <summary>Payload bits per second; rates in bytes are kept as eight times as many bits.</summary>
    Bits,
}
