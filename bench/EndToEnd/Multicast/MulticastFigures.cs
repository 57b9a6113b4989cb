using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Multicast;

/// <summary>The figures of a scored window, whoever received in it.</summary>
internal static class MulticastFigures
{
    /// <param name="datagrams">Datagrams received.</param>
    /// <param name="calls">Calls into the kernel that brought them.</param>
    /// <param name="window">How long.</param>
    /// <param name="busyNanoseconds">How long the receiving thread was on a processor.</param>
    public static Figures Of(double datagrams, double calls, TimeSpan window, double busyNanoseconds)
    {
        double rate = datagrams / window.TotalSeconds;
        return new Figures
        {
            [Keys.MessagesPerSecond] = rate,
            [Keys.BytesPerSecond] = rate * MulticastScenario.Length,
            [Keys.PerReceiverSecond] = datagrams * 1e9 / Math.Max(1, busyNanoseconds),
            [Keys.PerCall] = datagrams / Math.Max(1, calls),
        };
    }
}
