using Sockets.Tools.Commands.Input;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Send;

/// <summary>
/// What <c>send</c> reads. Opened before the connection, so that a missing file disturbs nobody; cut into messages
/// after it, because only then is known how long a message may be.
/// </summary>
internal sealed class SendInput : IDisposable
{
    private readonly SendPlan _plan;
    private readonly IByteFeed? _feed;
    private readonly ChunkFill _fill;
    private MessageSource? _messages;

    private SendInput(SendPlan plan, IByteFeed? feed, ChunkFill fill)
    {
        _plan = plan;
        _feed = feed;
        _fill = fill;
    }

    public static SendInput Open(SendPlan plan, Terminal terminal)
    {
        int chunk = plan.Size ?? SendPlan.DefaultChunk;
        return plan.File switch
        {
            null => new SendInput(plan, feed: null, ChunkFill.Full),
            _ when plan.ReplaySpeed is not null => new SendInput(plan, feed: null, ChunkFill.Full),

            // Who names a size wants messages of that size; who does not, wants what comes to go.
            InputFile.StandardInput => new SendInput(
                plan, InputFile.Open(terminal.OpenInput(), chunk), plan.Size is null ? ChunkFill.AsItComes : ChunkFill.Full),
            { } path => new SendInput(plan, InputFile.Open(path, chunk), ChunkFill.Full),
        };
    }

    /// <summary>Cuts the input into messages.</summary>
    /// <param name="longest">The longest message the peer takes.</param>
    public MessageSource Cut(int longest)
    {
        if (_plan.Size > longest)
        {
            throw ToolException.Usage(
                $"--size {_plan.Size} is more than the {longest} bytes one message may have here",
                _plan.Channel.Endpoint.Framing is null ? "the receiver's maxmessage= sets that" : Hint(_plan.Channel.Endpoint.Framing));
        }

        if (_plan.ReplaySpeed is { } speed)
        {
            return _messages = new RecordedMessages(_plan.File!, speed, longest, TimeProvider.System);
        }

        if (_feed is null)
        {
            CheckPayloads(longest);
            return _messages = new RepeatedMessages(_plan.Payloads, _plan.Count ?? _plan.Payloads.Count);
        }

        return _messages = _plan.Lines
            ? new LineMessages(_feed, longest, "raise maxmessage= or maxframe= in the endpoints, or send the file without --lines")
            : new ChunkMessages(_feed, _plan.Size ?? Math.Min(SendPlan.DefaultChunk, longest), _fill);
    }

    public void Dispose()
    {
        _messages?.Dispose();
        _feed?.Dispose();
    }

    private static string Hint(Framing framing) => framing.Kind == FramingKind.Fixed
        ? "framing=fixed says the size"
        : "maxframe= sets that, as far as the framing allows";

    private void CheckPayloads(int longest)
    {
        foreach (byte[] payload in _plan.Payloads)
        {
            if (payload.Length > longest)
            {
                throw ToolException.Usage($"a message of {payload.Length} bytes is more than the {longest} bytes one may have here");
            }
        }
    }
}
