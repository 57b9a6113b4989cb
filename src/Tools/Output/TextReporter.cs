using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Output;

/// <summary>Reports in sentences on standard error.</summary>
internal sealed class TextReporter : IReporter
{
    // Five a second: faster than one reads, slow enough to cost nothing.
    private static readonly TimeSpan s_liveInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(1);

    // Rates shown live are those of the last second.
    private const int LiveWindow = 5;

    private readonly Terminal _terminal;
    private readonly ReportSettings _settings;
    private readonly TimeProvider _time;
    private readonly StatusWriter _status;
    private readonly Queue<ProgressSample> _samples = new();
    private Ticker? _ticker;

    public TextReporter(Terminal terminal, ReportSettings settings, TimeProvider time)
    {
        _terminal = terminal;
        _settings = settings;
        _time = time;
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
    }

    public void Listening(string endpoint) => Say($"listening on {endpoint}");

    public void Connected(IMessageChannel channel) => Detail($"connected {channel.LocalEnd} -> {channel.RemoteEnd}");

    public void Detail(string text)
    {
        if (_settings.Verbosity == Verbosity.Verbose)
        {
            _status.WriteLine(text);
        }
    }

    public void Warning(string text)
    {
        if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteWarning(text);
        }
    }

    public void StartProgress(RunCounters counters, long? totalBytes)
    {
        bool live = _settings.IsLive(_terminal);
        if (_ticker is not null || (!live && !_settings.HasIntervalLines(_terminal)))
        {
            return;
        }

        long start = _time.GetTimestamp();
        _samples.Enqueue(default);
        _ticker = new Ticker(live ? s_liveInterval : s_lineInterval, () =>
        {
            ProgressSample sample = new(_time.GetElapsedTime(start), counters.Messages, counters.Bytes);
            ProgressSample earlier = _samples.Peek();
            _samples.Enqueue(sample);
            if (_samples.Count > (live ? LiveWindow : 1))
            {
                _samples.Dequeue();
            }

            IReadOnlyList<ReceiverSample> receivers = counters.Channel?.GetReceivers() ?? [];
            MulticastStats? multicast = counters.Channel?.GetStats().Multicast?.Stats;
            if (live)
            {
                int width = _terminal.Width();
                string[] losses = multicast is null ? [] : [MulticastText.Live(multicast, width)];
                _status.ShowLive([ProgressText.Live(earlier, sample, totalBytes, width), .. losses, .. ReceiverText.Table(receivers, width)]);
            }
            else
            {
                string losses = multicast is null ? "" : MulticastText.Interval(multicast);
                _status.WriteLine(ProgressText.Interval(earlier, sample, totalBytes) + losses + ReceiverText.Interval(receivers));
            }
        });
    }

    public void StopProgress()
    {
        _ticker?.Dispose();
        _ticker = null;
        _samples.Clear();
        _status.ClearLive();
    }

    public void End(RunReport report)
    {
        StopProgress();
        if (_settings is { Mode: ReportMode.Text, Verbosity: not Verbosity.Quiet } && report.Peers > 0)
        {
            foreach (string line in SummaryText.Lines(report, _settings.Verbosity))
            {
                _status.WriteLine(line);
            }
        }

        foreach (ExpectationResult missed in report.Expectations.Where(e => !e.IsMet))
        {
            _status.WriteError($"expectation not met: {missed.Expression}");
        }

        if (report.Error is { } error)
        {
            _status.WriteError(error);
        }
    }

    public void Dispose() => StopProgress();

    private void Say(string text)
    {
        if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteLine(text);
        }
    }
}
