using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the kernel moves many datagrams in one call, and tells when they came and how many it dropped.</summary>
internal sealed partial class BatchCallsCheck : ICheck
{
    public string Name => "batch calls";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return Finding.Warn(
                "datagrams go one by one here, without the kernel's times and drop counts: they are calls of 64-bit Linux", "use 64-bit Linux where that counts");
        }

        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        // Nothing to move: the answer only says whether there is such a call.
        if (ReceiveMany(socket.SafeHandle, 0, 0, 0, 0) < 0 || SendMany(socket.SafeHandle, 0, 0, 0) < 0)
        {
            return Finding.Fail(
                $"recvmmsg or sendmmsg is not allowed (error {Marshal.GetLastPInvokeError()}): a sandbox forbids it",
                "allow recvmmsg and sendmmsg in the sandbox, or use ?calls=managed");
        }

        try
        {
            await using MulticastReceiver receiver = MulticastReceiver.Start(
                new MulticastReceiverOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], ReceiveBufferBytes = 0 });
            return receiver.HasKernelTimes && receiver.HasKernelDrops
                ? Finding.Ok("recvmmsg and sendmmsg; the kernel's receive times and drop counts")
                : Finding.Warn("recvmmsg and sendmmsg, but no receive times or drop counts of the kernel: losses cannot be placed", "use Linux 2.6.33 or later, outside a sandbox");
        }
        catch (TransportException e)
        {
            return Finding.Unknown($"no socket can be made: {e.Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int ReceiveMany(SafeSocketHandle socket, nint headers, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int SendMany(SafeSocketHandle socket, nint headers, uint count, int flags);
}
