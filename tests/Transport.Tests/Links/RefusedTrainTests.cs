using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tests.Links;

/// <summary>What the kernel may answer to datagrams and trains, forced.</summary>
public sealed class RefusedTrainTests
{
    [Theory]
    [InlineData(5, "EIO: the device has no checksums")]
    [InlineData(22, "EINVAL: too long for the device, or too many")]
    [InlineData(90, "EMSGSIZE: longer than the path's frames")]
    [InlineData(95, "EOPNOTSUPP: not on this kernel")]
    public async Task A_train_that_is_refused_goes_one_by_one_without_losing_or_doubling_a_datagram(int errno, string why)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to);
        using IDatagramSender sender = DatagramRig.Sender(to, offload: true);

        await RefusedCall.RunAsync(RefusedCall.SendMessage, errno, () =>
        {
            DatagramRig.Send(sender, 10, 10, 9);
            DatagramRig.Send(sender, 20, 20);
        });

        Assert.True((sender.OffloadFallbacks, sender.Offloads) == (1, false), why);
        Assert.Equal([10, 10, 9, 20, 20], DatagramRig.Receive(receiver, 5).Select(d => d.Bytes.Length));
    }

    [Theory]
    [InlineData(true, RefusedCall.NoRoom, SocketError.WouldBlock)]
    [InlineData(true, RefusedCall.NoBuffers, SocketError.NoBufferSpaceAvailable)]
    [InlineData(true, RefusedCall.Forbidden, SocketError.AccessDenied)]
    [InlineData(false, RefusedCall.NoRoom, SocketError.WouldBlock)]
    [InlineData(false, RefusedCall.NoBuffers, SocketError.NoBufferSpaceAvailable)]
    [InlineData(false, RefusedCall.Forbidden, SocketError.AccessDenied)]
    public async Task What_the_kernel_has_no_room_for_is_no_reason_to_give_trains_up(bool trains, int errno, SocketError expected)
    {
        using IDatagramReceiver receiver = DatagramRig.Receiver(DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)), out IPEndPoint to);
        using IDatagramSender sender = DatagramRig.Sender(to, offload: trains);
        byte[] memory = GC.AllocateArray<byte>(30, pinned: true);
        LinkResult result = default;

        await RefusedCall.RunAsync(
            trains ? RefusedCall.SendMessage : RefusedCall.SendMessages, errno, () => result = sender.Send(memory, [new(0, 10), new(10, 10), new(20, 10)]));

        Assert.Equal(new LinkResult(0, expected), result);
        Assert.Equal((0, trains), (sender.OffloadFallbacks, sender.Offloads));
        DatagramRig.Send(sender, 7);
        Assert.Equal([7], DatagramRig.Receive(receiver, 1).Select(d => d.Bytes.Length));
    }
}
