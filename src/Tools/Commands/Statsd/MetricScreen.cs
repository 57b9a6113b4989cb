using System.Text;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>A table on the terminal, drawn anew in its place four times a second.</summary>
internal sealed class MetricScreen : IMetricDisplay
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly OutputBuffer _output;
    private readonly ToolContext _context;
    private readonly Action _onClosed;
    private readonly MetricTable _table;
    private readonly long _start;
    private readonly Ticker _ticker;
    private int _drawn;

    /// <param name="output">Where to draw.</param>
    /// <param name="context">The clock, and how wide the terminal is.</param>
    /// <param name="servers">How many servers are asked what they make of a line.</param>
    /// <param name="onClosed">What to do when nobody looks any more.</param>
    public MetricScreen(OutputBuffer output, ToolContext context, int servers, Action onClosed)
    {
        _output = output;
        _context = context;
        _onClosed = onClosed;
        _table = new MetricTable(servers);
        _start = context.Time.GetTimestamp();
        _ticker = new Ticker(s_redraw, Redraw);
    }

    public void Show(MetricLine line, IReadOnlyList<ServerVerdict> verdicts)
    {
        lock (_gate)
        {
            _table.Add(line, verdicts);
        }
    }

    /// <summary>Draws the table over the one before: the cursor goes up as many lines as that had.</summary>
    public void Redraw()
    {
        lock (_gate)
        {
            IReadOnlyList<string> lines = _table.Draw(_context.Time.GetElapsedTime(_start), _context.Terminal.Width());
            string up = _drawn > 0 ? $"\u001b[{_drawn}A" : "";
            _drawn = lines.Count;
            try
            {
                _output.Write(Encoding.UTF8.GetBytes(up + string.Concat(lines.Select(line => $"\r\u001b[K{line}\n")) + "\u001b[J"));
                _output.Flush();
            }
            catch (BrokenPipeException)
            {
                _onClosed();
            }
        }
    }

    public void Dispose()
    {
        _ticker.Dispose();
        Redraw();
    }
}
