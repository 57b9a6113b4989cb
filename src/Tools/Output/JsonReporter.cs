using System.Text.Json;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Output;

/// <summary>
/// Reports in JSON on standard output. Where we listen, warnings and errors are still said on standard error, for the
/// human who looks at the log of the program that reads the JSON.
/// </summary>
internal sealed class JsonReporter : IReporter
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextReporter _text;
    private readonly bool _lines;
    private readonly string _verb;
    private readonly TimeProvider _time;
    private readonly OutputBuffer _output;
    private Ticker? _ticker;
    private bool _broken;

    public JsonReporter(Terminal terminal, ReportSettings settings, string verb, TimeProvider time)
    {
        _text = new TextReporter(terminal, settings, time);
        _lines = settings.Mode == ReportMode.JsonLines;
        _verb = verb;
        _time = time;
        _output = new OutputBuffer(terminal.OpenOutput());
    }

    public void Listening(string endpoint)
    {
        _text.Listening(endpoint);
        WriteLine(json => ReportJson.WriteListening(json, endpoint));
    }

    public void Connected(IMessageChannel channel)
    {
        _text.Connected(channel);
        WriteLine(json => ReportJson.WriteStart(json, _verb, channel));
    }

    public void Detail(string text) => _text.Detail(text);

    public void Warning(string text) => _text.Warning(text);

    public void StartProgress(RunCounters counters, long? totalBytes)
    {
        if (!_lines || _ticker is not null)
        {
            return;
        }

        long start = _time.GetTimestamp();
        ProgressSample last = default;
        _ticker = new Ticker(s_interval, () =>
        {
            ProgressSample now = new(_time.GetElapsedTime(start), counters.Messages, counters.Bytes);
            ChannelStats stats = counters.Channel?.GetStats() ?? default;
            IReadOnlyList<ReceiverSample> receivers = counters.Channel?.GetReceivers() ?? [];
            WriteLine(json => ReportJson.WriteInterval(json, last, now, stats, receivers));
            last = now;
        });
    }

    public void StopProgress()
    {
        _ticker?.Dispose();
        _ticker = null;
    }

    public void End(RunReport report)
    {
        StopProgress();
        _text.End(report);
        Write(json => ReportJson.WriteEnd(json, report));
    }

    public void Dispose()
    {
        StopProgress();
        _text.Dispose();
        _output.Dispose();
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        if (_lines)
        {
            Write(write);
        }
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        lock (_gate)
        {
            if (_broken)
            {
                return;
            }

            try
            {
                using (Utf8JsonWriter json = new(_output, ReportJson.Options))
                {
                    write(json);
                }

                _output.Write("\n"u8);
                _output.Flush();
            }
            catch (Exception e) when (e is BrokenPipeException or ToolException)
            {
                // Whoever wanted the report is gone, or his disk is full: no reason to stop the run it is about.
                _broken = true;
            }
        }
    }
}
