namespace Sockets.Transport.Links;

/// <summary>Whoever has deadlines to look after.</summary>
internal interface ITicked
{
    /// <summary>Called every <see cref="Ticker.Period"/>, never by two threads at once. Must not block.</summary>
    /// <param name="now">Milliseconds on the ticker's clock.</param>
    void OnTick(long now);
}
