namespace Sockets.Tools.Endpoints;

/// <summary>What a channel is opened for. Only datagrams care: a sender and a receiver of a group are two things.</summary>
internal enum Purpose
{
    Send,
    Receive,
}
