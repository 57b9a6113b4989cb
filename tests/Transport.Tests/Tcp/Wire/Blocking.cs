using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>A handler that does what no handler may: it blocks its receive loop in the first message, until it is let go.</summary>
internal sealed class Blocking : IMessageHandler, IDisposable
{
    private readonly ManualResetEventSlim _let = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when it blocks.</summary>
    public Task Entered => _entered.Task;

    public void Leave() => _let.Set();

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        _entered.TrySetResult();
        _let.Wait(Bounded.Default);
    }

    public void Dispose() => _let.Dispose();
}
