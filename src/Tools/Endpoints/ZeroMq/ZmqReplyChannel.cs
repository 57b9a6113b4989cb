using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>
/// A socket that answers as a channel: each request is received like a message, and answered meanwhile. It has finished when
/// the last of its peers has gone.
/// </summary>
/// <param name="socket">Whoever made it disposes it too.</param>
/// <param name="peers">Who is there.</param>
/// <param name="settings">How requests are answered.</param>
internal sealed class ZmqReplyChannel(ZmqReplier socket, ZmqPeers peers, ChannelSettings settings) : IMessageChannel
{
    /// <summary>Requests that wait for their answer at once; others wait to be received.</summary>
    private const int MostAtOnce = 256;

    // Answers that are under way at the end may take this long.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ZmqSettings _zmq = settings.Endpoint.Zmq!;
    private readonly ZmqParts _parts = new(topic: null, settings.Endpoint.Zmq!.Delimiter);
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStopped;

    public required string LocalEnd { get; init; }

    public string RemoteEnd => peers.LastName;

    public int MaxMessageLength => _parts.LongestOf(_zmq.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength);

    public Task Closed => _closed.Task;

    public ReadOnlySpan<int> PartLengths => _parts.Lengths;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The next request, the answer to which is under way.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        ZmqRequest request = default;
        bool isTaken = false;
        try
        {
            isTaken = socket.TryReceive(out request);
            if (!isTaken)
            {
                request = await socket.ReceiveAsync(peers.WhileAnybodyIsHere(cancellationToken));
                isTaken = true;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The last has gone, and with it whoever could be answered.
            peers.ThrowIfBroken();
            return null;
        }
        finally
        {
            if (!isTaken)
            {
                _places.Release();
            }
        }

        ReadOnlyMemory<byte> question = _parts.Join(request.GetEnumerator());
        if (settings.Answer is null)
        {
            Echo(request);
        }
        else
        {
            _ = AnswerAsync(request, question.ToArray(), settings.Answer);
        }

        return question;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CloseAsync(CancellationToken cancellationToken) => StopAsync();

    public void Abort() => _over.Cancel();

    /// <summary>Lets the answers that are under way leave, and ends the socket.</summary>
    public async ValueTask StopAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 1)
        {
            return;
        }

        _over.CancelAfter(s_patience);
        for (int i = 0; i < MostAtOnce; i++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }

        peers.End();
        await socket.DisposeAsync();
        _closed.TrySetResult();
    }

    public ChannelStats GetStats() => ZmqCounts.Of(socket.GetStats());

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _places.Dispose();
        _over.Dispose();
    }

    private void Echo(ZmqRequest request)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        foreach (ReadOnlySpan<byte> part in request)
        {
            parts.Add(part.ToArray());
        }

        Reply(request, CollectionsMarshal.AsSpan(parts));
        request.Dispose();
        _places.Release();
    }

    private async Task AnswerAsync(ZmqRequest request, ReadOnlyMemory<byte> question, Answering answering)
    {
        try
        {
            ReadOnlyMemory<byte> answer = await answering(question, MaxMessageLength, _over.Token);
            ZmqParts cut = new(topic: null, _zmq.Delimiter);
            Reply(request, cut.Cut(answer, _zmq.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength).Span);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            // Whoever could not answer has said why. ZeroMQ has no word for it: who asked waits until its deadline.
        }
        catch (Exception e)
        {
            settings.OnNotice($"a request has no answer: {e.Message}");
        }
        finally
        {
            request.Dispose();
            _places.Release();
        }
    }

    private void Reply(ZmqRequest request, ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        SendStatus status = request.TryReplyFrames(parts);
        if (status != SendStatus.Sent)
        {
            settings.OnNotice(status switch
            {
                SendStatus.BackPressured => "an answer was dropped: its requester takes none",
                SendStatus.TooLarge => "an answer was dropped: with what leads it back it is longer than 'maxmessage'",
                _ => "an answer was dropped: its requester has gone",
            });
        }
    }
}
