using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Links;

/// <summary>Datagram sockets on the loopback, opened as the library opens them.</summary>
internal static class DatagramRig
{
    public static readonly LocalInterface Loopback = LocalInterface.Find("127.0.0.1", AddressFamily.InterNetwork);

    private static int s_groups;

    /// <summary>A group that no other test uses.</summary>
    public static IPAddress NewGroup() => new([239, 255, (byte)Environment.ProcessId, (byte)Interlocked.Increment(ref s_groups)]);

    public static DatagramOptions Options(params IPEndPoint[] endPoints) =>
        new() { EndPoints = endPoints, Interface = Loopback, KernelTimestamps = OperatingSystem.IsLinux() };

    public static IDatagramReceiver Receiver(DatagramOptions options, out IPEndPoint boundTo, int batch = 8, int slotLength = 2048, bool managed = false)
    {
        (Socket socket, _) = MulticastSocket.OpenReceiver(options);
        boundTo = new IPEndPoint(options.EndPoints[0].Address, ((IPEndPoint)socket.LocalEndPoint!).Port);
        return managed || !OperatingSystem.IsLinux() ? new ManagedReceiver(socket, slotLength) : new BatchReceiver(socket, options, batch, slotLength);
    }

    public static IDatagramSender Sender(IPEndPoint to, bool offload = false, bool managed = false, Action<Socket>? prepare = null)
    {
        Socket socket = MulticastSocket.OpenSender(Options(to));
        prepare?.Invoke(socket);
        return managed || !OperatingSystem.IsLinux() ? new ManagedSender(socket, to) : new BatchSender(socket, to, offload);
    }

    /// <summary>Sends datagrams of these lengths, each filled with its number from 1.</summary>
    public static void Send(IDatagramSender sender, params int[] lengths)
    {
        byte[] memory = GC.AllocateArray<byte>(lengths.Sum(), pinned: true);
        DatagramRange[] ranges = new DatagramRange[lengths.Length];
        int offset = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            ranges[i] = new DatagramRange(offset, lengths[i]);
            memory.AsSpan(offset, lengths[i]).Fill((byte)(i + 1));
            offset += lengths[i];
        }

        int sent = 0;
        while (sent < ranges.Length)
        {
            LinkResult result = sender.Send(memory, ranges.AsSpan(sent, Math.Min(ranges.Length - sent, IDatagramSender.MostPerCall)));
            Assert.False(result.Failed, result.Error.ToString());
            sent += result.Bytes;
        }
    }

    /// <summary>Everything that is there, waiting for at least so many: their lengths and what the kernel says.</summary>
    public static List<(byte[] Bytes, DatagramMeta Meta)> Receive(IDatagramReceiver receiver, int atLeast)
    {
        List<(byte[], DatagramMeta)> all = [];
        long end = Environment.TickCount64 + 30_000;
        while (Environment.TickCount64 < end)
        {
            LinkResult result = receiver.Receive(all.Count < atLeast ? ReceiveWait.Brief : ReceiveWait.None);
            Assert.False(result.Failed, result.Error.ToString());
            if (result.Bytes == 0 && all.Count >= atLeast)
            {
                return all;
            }

            for (int i = 0; i < result.Bytes; i++)
            {
                byte[] bytes = receiver.Get(i, out DatagramMeta meta).ToArray();
                all.Add((bytes, meta));
            }
        }

        Assert.Fail($"Only {all.Count} of {atLeast} datagrams came.");
        return all;
    }
}
