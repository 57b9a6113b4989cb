namespace Sockets.Tools.Endpoints;

/// <summary>What a channel is opened for. A connection carries messages both ways; other endpoints send or receive.</summary>
internal enum Purpose
{
    Send,
    Receive,
}
