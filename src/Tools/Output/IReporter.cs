using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>Tells the user, or the program that started us, how a run goes.</summary>
internal interface IReporter : IDisposable
{
    /// <summary>Peers can connect from now on.</summary>
    void Listening(string endpoint);

    /// <summary>There is a connection.</summary>
    void Connected(IMessageChannel channel);

    /// <summary>Something that is only worth a line for those who want to know everything.</summary>
    void Detail(string text);

    /// <summary>Something that deserves attention and ends nothing.</summary>
    void Warning(string text);

    /// <summary>Messages flow from now on: progress is shown until <see cref="StopProgress"/>.</summary>
    void StartProgress(RunCounters counters, long? totalBytes);

    void StopProgress();

    /// <summary>The run is over.</summary>
    void End(RunReport report);
}
