namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>What a <see cref="ZmtpEngine"/> makes of the bytes it is shown. Spans are borrowed for the call.</summary>
internal interface IZmtpSink
{
    /// <summary>These bytes go to the peer next.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The peer wants to be let in. The engine stands still until <see cref="ZmtpEngine.Decide"/> was called.</summary>
    void OnCredentials(Credentials credentials);

    /// <summary>The handshake is over: from now on messages may be sent, and not before.</summary>
    void OnReady(PeerTerms terms);

    /// <summary>A whole message arrived, all its frames as this side would have written them.</summary>
    /// <returns>Whether more can be taken; if not, the engine leaves the rest unconsumed.</returns>
    bool OnMessage(ReadOnlySpan<byte> message);

    /// <summary>The peer wants messages that begin like this (SUBSCRIBE).</summary>
    /// <returns>Whether more can be taken.</returns>
    bool OnSubscribe(ReadOnlySpan<byte> topic);

    /// <summary>The peer does not want them any more (CANCEL).</summary>
    /// <returns>Whether more can be taken.</returns>
    bool OnCancel(ReadOnlySpan<byte> topic);

    /// <summary>The peer wants a sign of life.</summary>
    /// <param name="timeToLive">How long after this it may be taken for dead; zero for for ever.</param>
    /// <param name="context">What the answer repeats.</param>
    void OnPing(TimeSpan timeToLive, ReadOnlySpan<byte> context);

    /// <summary>The peer answered.</summary>
    void OnPong();
}
