using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <content>What the link has to say beyond bytes: that it is open, and why it failed.</content>
internal sealed partial class StreamPump
{
    private async ValueTask<bool> OpenAsync()
    {
        LinkResult opened = await _link.OpenAsync().ConfigureAwait(false);
        if (opened.Failed)
        {
            CloseFailed(opened.Error);
            return false;
        }

        // Silence begins now: before, nothing could be said.
        Volatile.Write(ref _lastReceived, _ticker.Now);
        _user.OnOpened();
        return true;
    }

    private void CloseFailed(SocketError error)
    {
        if (_link.Failure is { } failure)
        {
            Close(failure.Reason, CloseTexts.ToException(failure));
            return;
        }

        Close(SocketErrors.ToCloseReason(error), new SocketException((int)error));
    }
}
