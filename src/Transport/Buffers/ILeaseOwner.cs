namespace Sockets.Transport.Buffers;

/// <summary>Whoever wants to know when the application has let go of a buffer: flow control returns credit then.</summary>
internal interface ILeaseOwner
{
    /// <summary>
    /// The last holder has let go. Called once per lease, on the thread that let go, after the block has gone back: it
    /// must neither throw nor wait, for it runs inside the application's disposal of a message.
    /// </summary>
    /// <param name="cost">What <see cref="PooledBuffer.Cost"/> said.</param>
    void OnReleased(int cost);

    /// <summary>One message of a shared block was let go of. Called once for each, as <see cref="OnReleased"/> is.</summary>
    /// <param name="length">The message's length in bytes.</param>
    void OnPartReleased(int length);
}
