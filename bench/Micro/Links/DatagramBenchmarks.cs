using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Sockets.Transport.Links;

namespace Sockets.Micro.Links;

/// <summary>
/// A thousand-byte datagram to a group on the loopback and back up, by the calls that carry it: 64 are sent, then all are
/// received, on one thread. On the loopback the sender pays for the receiver's queue.
/// </summary>
[MemoryDiagnoser]
public class DatagramBenchmarks
{
    private const int Count = 64;
    private const int Length = 1000;

    private readonly byte[] _memory = GC.AllocateArray<byte>(Count * Length, pinned: true);
    private readonly DatagramRange[] _ranges = [.. Enumerable.Range(0, Count).Select(static i => new DatagramRange(i * Length, Length))];
    private IDatagramReceiver _receiver = null!;
    private IDatagramSender _sender = null!;

    /// <summary>How datagrams are moved.</summary>
    public enum Way
    {
        /// <summary>One call for each, both ways, through the managed socket.</summary>
        Managed,

        /// <summary>sendmmsg and recvmmsg, with the kernel's times and drop counts.</summary>
        Batches,

        /// <summary>A train that the kernel cuts; recvmmsg.</summary>
        Cut,

        /// <summary>A train that the kernel cuts, and a receiver that takes it merged.</summary>
        CutAndMerged,
    }

    [ParamsAllValues]
    public Way By { get; set; }

    [GlobalSetup]
    public void Open()
    {
        LocalInterface loopback = LocalInterface.Find("127.0.0.1", AddressFamily.InterNetwork);
        DatagramOptions options = new()
        {
            EndPoints = [new IPEndPoint(IPAddress.Parse("239.255.99.1"), 0)],
            Interface = loopback,
            ReceiveBufferBytes = 4 << 20,
            KernelTimestamps = By != Way.Managed,
            Merge = By == Way.CutAndMerged,
        };
        (Socket receiver, _) = MulticastSocket.OpenReceiver(options);
        IPEndPoint to = new(options.EndPoints[0].Address, ((IPEndPoint)receiver.LocalEndPoint!).Port);
        Socket sender = MulticastSocket.OpenSender(options with { EndPoints = [to] });
        bool batches = By != Way.Managed && OperatingSystem.IsLinux();
        _receiver = !batches || !OperatingSystem.IsLinux() ? new ManagedReceiver(receiver, 2048)
            : By == Way.CutAndMerged ? new BatchReceiver(receiver, options, 4, 65_536) : new BatchReceiver(receiver, options, 32, 2048);
        _sender = !batches || !OperatingSystem.IsLinux() ? new ManagedSender(sender, to) : new BatchSender(sender, to, offload: By is Way.Cut or Way.CutAndMerged);
    }

    [GlobalCleanup]
    public void Close()
    {
        _receiver.Dispose();
        _sender.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int SendAndReceive()
    {
        int sent = 0;
        while (sent < Count)
        {
            sent += _sender.Send(_memory, _ranges.AsSpan(sent)).Bytes;
        }

        int bytes = 0;
        while (bytes < Count * Length)
        {
            int received = _receiver.Receive(ReceiveWait.Brief).Bytes;
            for (int i = 0; i < received; i++)
            {
                bytes += _receiver.Get(i, out _).Length;
            }
        }

        return bytes;
    }
}
