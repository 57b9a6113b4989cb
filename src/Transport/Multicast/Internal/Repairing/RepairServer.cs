using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>The thread that reads what receivers ask a sender for, and has it sent again.</summary>
internal sealed class RepairServer
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(MulticastSocket.LongestWaitMilliseconds);

    private readonly SendLoop _loop;
    private readonly ManagedReceiver[] _receivers;
    private readonly FirstOfMany _any;
    private readonly RepairRequestFormat _format;
    private readonly ushort _stream;
    private readonly uint _epoch;
    private readonly RepairRange[] _ranges = new RepairRange[RepairRange.MostPerRequest];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Makes a server; <see cref="Start"/> starts its thread.</summary>
    /// <param name="loop">Sends.</param>
    /// <param name="sockets">Where requests come in, which is where each feed comes from; they stay their owner's, who stops this first.</param>
    /// <param name="options">The sender's options.</param>
    /// <param name="epoch">The run that can be asked for.</param>
    public RepairServer(SendLoop loop, IReadOnlyList<Socket> sockets, MulticastSenderOptions options, uint epoch)
    {
        _loop = loop;
        _receivers = [.. sockets.Select(static socket => new ManagedReceiver(socket, RepairRequestFormat.MostLength))];
        _any = new FirstOfMany(_receivers);
        _format = new RepairRequestFormat(options.Key is { } key ? DatagramSeal.ForRequests(key) : null);
        _stream = (ushort)options.Stream;
        _epoch = epoch;
        _thread = new Thread(Run) { IsBackground = true, Name = "sockets-mrepair" };
    }

    public void Start() => _thread.UnsafeStart();

    /// <summary>Ends the thread, within the time of one wait for a datagram.</summary>
    public Task StopAsync()
    {
        _stop = true;
        return _ended.Task;
    }

    private void Run()
    {
        while (!_stop)
        {
            _any.Wait(s_longestWait);
            foreach (ManagedReceiver receiver in _receivers)
            {
                // An error is what somebody's firewall answered, or a port that is gone: nothing to a sender.
                if (receiver.Receive(ReceiveWait.None) is { Error: SocketError.Success, Bytes: > 0 })
                {
                    OnRequest(receiver.Get(0, out _));
                }
            }
        }

        _ended.TrySetResult();
    }

    private void OnRequest(ReadOnlySpan<byte> datagram)
    {
        int count = _format.Read(datagram, _stream, _epoch, _ranges);
        SpinWait spin = default;
        while (!_stop && !_loop.TryBeginRepair(_ranges.AsSpan(0, count)))
        {
            spin.SpinOnce();
        }

        // What is left of it when the sender ends is neither sent nor counted.
        while (!_stop && _loop.Repair())
        {
        }
    }
}
