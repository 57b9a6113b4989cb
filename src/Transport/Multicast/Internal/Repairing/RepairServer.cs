using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>The thread that reads what receivers ask a sender for, and has it sent again.</summary>
internal sealed class RepairServer
{
    private readonly HandOff _handOff;
    private readonly ManagedReceiver _receiver;
    private readonly RepairRequestFormat _format;
    private readonly ushort _stream;
    private readonly uint _epoch;
    private readonly RepairRange[] _ranges = new RepairRange[RepairRange.MostPerRequest];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Makes a server; <see cref="Start"/> starts its thread.</summary>
    /// <param name="handOff">Sends.</param>
    /// <param name="socket">Where requests come in; it stays its owner's, who stops this first.</param>
    /// <param name="options">The sender's options.</param>
    /// <param name="epoch">The run that can be asked for.</param>
    public RepairServer(HandOff handOff, Socket socket, MulticastSenderOptions options, uint epoch)
    {
        _handOff = handOff;
        _receiver = new ManagedReceiver(socket, RepairRequestFormat.MostLength);
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
            // An error is what somebody's firewall answered, or a port that is gone: nothing to a sender.
            if (_receiver.Receive(ReceiveWait.Brief) is { Error: SocketError.Success, Bytes: > 0 })
            {
                OnRequest(_receiver.Get(0, out _));
            }
        }

        _ended.TrySetResult();
    }

    private void OnRequest(ReadOnlySpan<byte> datagram)
    {
        int count = _format.Read(datagram, _stream, _epoch, _ranges);
        SpinWait spin = default;
        while (!_handOff.TryTakeRole())
        {
            if (_stop)
            {
                return;
            }

            spin.SpinOnce();
        }

        _handOff.SendAgain(_ranges.AsSpan(0, count));
        _handOff.GiveRole();
    }
}
