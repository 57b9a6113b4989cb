using System.Threading.Channels;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Commands.Send;

/// <summary>
/// A channel on which each message that is sent is a request. The answers are written in the order of the requests, as
/// soon as they and those before them are there. Flushing waits for all of them.
/// </summary>
internal sealed class AskingChannel : IMessageChannel
{
    private readonly IRequestChannel _channel;
    private readonly AskSettings _settings;
    private readonly OutputBuffer _output;
    private readonly MessageFormat _format;
    private readonly CancellationTokenSource _over = new();
    private readonly Channel<Task<Answer>> _asked;
    private readonly Task _writing;
    private int _asking;

    /// <param name="channel">Where requests go; owned from here on.</param>
    /// <param name="settings">How to ask.</param>
    /// <param name="output">Where answers go.</param>
    public AskingChannel(IRequestChannel channel, AskSettings settings, OutputBuffer output)
    {
        _channel = channel;
        _settings = settings;
        _output = output;
        _format = MessageFormat.Create(settings.Format);
        _asked = Channel.CreateUnbounded<Task<Answer>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Places = new SemaphoreSlim(settings.InFlight);
        _writing = WriteAnswersAsync();
    }

    public string LocalEnd => _channel.LocalEnd;

    public string RemoteEnd => _channel.RemoteEnd;

    public int MaxMessageLength => Math.Max(0, _channel.MaxMessageLength - 8);

    public Task Closed => _channel.Closed;

    /// <summary>As many as may wait for their answer at once: so many answers are kept at most for one that is late.</summary>
    private SemaphoreSlim Places { get; }

    /// <summary>Begins a request. The answer of an earlier one may make it fail: nothing more is asked then.</summary>
    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _over.Token);
        try
        {
            await Places.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await _writing;
            return SendStatus.Closed;
        }

        // The payload is borrowed until the answer has come, and the caller's only until this returns.
        _asked.Writer.TryWrite(_channel.RequestAsync(message.ToArray(), _settings.Deadline, _over.Token).AsTask());
        return SendStatus.Sent;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) => _channel.ReceiveAsync(cancellationToken);

    /// <summary>Waits until every answer was written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _asked.Writer.TryComplete();
        await _writing.WaitAsync(cancellationToken);
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken) => _channel.CloseAsync(cancellationToken);

    public void Abort() => _channel.Abort();

    public ChannelStats GetStats() => _channel.GetStats();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _asked.Writer.TryComplete();
        await _writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _channel.DisposeAsync();
        Places.Dispose();
        _over.Dispose();
    }

    private async Task WriteAnswersAsync()
    {
        try
        {
            await foreach (Task<Answer> asking in _asked.Reader.ReadAllAsync())
            {
                if (!asking.IsCompleted)
                {
                    _output.Flush();
                }

                _asking++;
                using Answer answer = await asking;
                _format.Write(_output, _asking, answer.Payload.Span, answer.PartLengths.Span);
                Places.Release();
            }

            _output.Flush();
        }
        catch (RequestException e)
        {
            _output.Flush();
            throw new ToolException(
                e.Failure == RequestFailure.DeadlineExceeded ? ExitCode.NothingReceived : ExitCode.ProtocolError,
                $"request {_asking} has no answer: {e.Message}",
                e.Failure == RequestFailure.NoHandler ? "the other side answers with --reply-exec or --reply-echo" : null,
                e);
        }
        catch (ToolException e)
        {
            _output.Flush();
            throw new ToolException(e.Code, $"request {_asking} has no answer: {e.Message}", e.Hint, e);
        }
        finally
        {
            await _over.CancelAsync();
            await DropRestAsync();
        }
    }

    /// <summary>Nobody wants the answers that still come.</summary>
    private async Task DropRestAsync()
    {
        _asked.Writer.TryComplete();
        await foreach (Task<Answer> asking in _asked.Reader.ReadAllAsync())
        {
            try
            {
                (await asking).Dispose();
            }
            catch (Exception e) when (e is RequestException or ToolException or OperationCanceledException)
            {
                // It is one more of those that are not wanted.
            }
        }
    }
}
