using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>The listening side's handler of a session with one connection.</summary>
internal interface IServingHandler : IMessageHandler
{
    /// <summary>Completes with the connection when it stands.</summary>
    Task<MessageConnection> Connection { get; }
}
