namespace Sockets.Tools.Output;

/// <summary>
/// Calls something at a steady interval on a thread of its own, so that reporting neither delays the run nor waits for
/// a free pool thread.
/// </summary>
internal sealed class Ticker : IDisposable
{
    private readonly ManualResetEventSlim _stop = new(initialState: false);
    private readonly Thread _thread;

    /// <param name="interval">Time from tick to tick.</param>
    /// <param name="tick">What to call; must not throw.</param>
    public Ticker(TimeSpan interval, Action tick)
    {
        _thread = new Thread(() =>
        {
            while (!_stop.Wait(interval))
            {
                tick();
            }
        })
        { IsBackground = true, Name = "report" };
        _thread.Start();
    }

    /// <summary>Stops; no tick runs after this returns.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }
}
