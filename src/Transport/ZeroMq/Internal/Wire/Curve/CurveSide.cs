namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>Which side of a CURVE connection one is, whoever connected.</summary>
internal enum CurveSide
{
    Client,
    Server,
}
