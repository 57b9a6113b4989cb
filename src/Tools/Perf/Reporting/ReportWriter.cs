using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// Writes a report that must not end what it is about: when its reader has gone, or there is no space left, it writes no more and
/// remembers why.
/// </summary>
internal sealed class ReportWriter : IDisposable
{
    private readonly BlockTarget _target;
    private bool _isBroken;

    /// <param name="target">Where to; owned from here on.</param>
    public ReportWriter(BlockTarget target) => _target = target;

    /// <summary>What could not be written; null when all was, or nobody reads it any more: that is how pipelines end.</summary>
    public ToolException? Failure { get; private set; }

    /// <summary>Writes a part that stands by itself.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isBroken)
        {
            return;
        }

        try
        {
            _target.Write(bytes);
        }
        catch (BrokenPipeException)
        {
            _isBroken = true;
        }
        catch (ToolException e)
        {
            _isBroken = true;
            Failure = e;
        }
    }

    public void Dispose() => _target.Dispose();
}
