using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>What becomes of the sessions of one source that may be cut: told as notices, and the gaps kept for the report. Any thread.</summary>
internal sealed class ResumeLog
{
    /// <summary>So many are kept, and those beyond are counted in messages only.</summary>
    public const int MostGaps = 100;

    private readonly Lock _gate = new();
    private readonly List<MessageGap> _gaps = [];
    private readonly Action<string> _onNotice;

    public ResumeLog(Action<string> onNotice) => _onNotice = onNotice;

    /// <summary>The gaps so far, the first ones.</summary>
    public IReadOnlyList<MessageGap> Gaps
    {
        get
        {
            lock (_gate)
            {
                return [.. _gaps];
            }
        }
    }

    public void OnEvent(MessageConnection connection, ResumeEvent told) => OnEvent(told);

    public void OnEvent(ResumeEvent told)
    {
        switch (told.Kind)
        {
            case ResumeEventKind.Disconnected:
                _onNotice($"the connection was cut ({told.Reason}); it is resumed when the other side can be reached");
                break;
            case ResumeEventKind.Resumed:
                _onNotice(told.Replayed == 0 ? "resumed" : $"resumed, sending {told.Replayed} of the last messages again");
                break;
            default:
                var gap = new MessageGap(told.Kind == ResumeEventKind.SendGap, told.First, told.Last);
                _onNotice(gap.ToString());
                Keep(gap);
                break;
        }
    }

    private void Keep(MessageGap gap)
    {
        lock (_gate)
        {
            if (_gaps.Count < MostGaps)
            {
                _gaps.Add(gap);
            }
        }
    }
}
