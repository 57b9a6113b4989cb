using System.Net;
using System.Text.Json;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Children;

/// <summary>What an end knows of its order, and the three lines with which it reports to the process that started it.</summary>
internal sealed class EndContext(EndOrder order, TextWriter reports)
{
    public const string ReadyWord = "ready";
    public const string ScoringWord = "scoring";
    public const string FiguresWord = "figures";

    public int Size => order.Size;

    public PassPlan Plan => order.Plan;

    /// <summary>Where to listen (port 0) or to connect.</summary>
    public IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, order.Port);

    /// <summary>The end listens on this port.</summary>
    public void Ready(int port) => reports.WriteLine($"{ReadyWord} {port}");

    /// <summary>The end listens here.</summary>
    public void Ready(EndPoint? endPoint) => Ready(((IPEndPoint)endPoint!).Port);

    /// <summary>The window in which processor time is counted begins.</summary>
    public void Scoring() => reports.WriteLine(ScoringWord);

    /// <summary>The window is over and this is what was seen. The process stays until it is told to go.</summary>
    public void Finish(Figures figures) => reports.WriteLine($"{FiguresWord} {JsonSerializer.Serialize(figures)}");
}
