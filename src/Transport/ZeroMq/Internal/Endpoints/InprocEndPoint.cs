using System.Net;

namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>A place inside this process.</summary>
/// <param name="name">Its name, without <c>inproc://</c>.</param>
internal sealed class InprocEndPoint(string name) : EndPoint
{
    /// <summary>The longest name, as libzmq's: 255.</summary>
    public const int LongestName = 255;

    public string Name => name;

    public override string ToString() => $"inproc://{name}";
}
