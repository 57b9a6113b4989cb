using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>A link over which a session is to go on. Whoever cannot use it disposes it.</summary>
/// <param name="Link">The link, which nobody else uses.</param>
/// <param name="Point">Where the client says that it stands; at a client nothing.</param>
/// <param name="Place">What it counts against a listener's limits; null at a client.</param>
internal sealed record Arrival(IStreamLink Link, ResumePoint Point, Place? Place) : IDisposable
{
    public void Dispose()
    {
        Link.Dispose();
        Place?.Leave();
    }
}
