using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// Makes datagram sockets. What Linux leaves dangerous is set right: a socket gets only the groups it joined itself, on
/// the interface that was named, and no other socket shares its unicast traffic.
/// </summary>
internal static class MulticastSocket
{
    // Linux values (asm-generic/socket.h, linux/in.h, linux/in6.h, linux/udp.h).
    private const int LevelSocket = 1;
    private const int LevelIp = 0;
    private const int LevelIp6 = 41;
    private const int LevelUdp = 17;
    private const int ReuseAddress = 2;
    private const int ReceiveBufferForce = 33;
    private const int TimestampNanoseconds = 35;
    private const int ReceiveQueueOverflow = 40;
    private const int TypeOfService = 1;
    private const int TrafficClass = 67;
    private const int MulticastInterface4 = 32;
    private const int MulticastAll4 = 49;
    private const int MulticastAll6 = 29;
    private const int UdpGro = 104;

    private const int DscpShift = 2;

    /// <summary>How long a blocking receive waits at most, and so how late its thread notices that it is to stop.</summary>
    public const int LongestWaitMilliseconds = 50;

    /// <summary>A bound socket that has joined its groups, and what its buffer came to.</summary>
    /// <exception cref="TransportException">It cannot be bound or cannot join.</exception>
    public static (Socket Socket, BufferGrant Buffer) OpenReceiver(DatagramOptions options)
    {
        IPEndPoint first = options.EndPoints[0];
        Socket socket = New(first);
        try
        {
            BufferGrant buffer = GrowReceiveBuffer(socket, options.ReceiveBufferBytes);
            if (options.IsMulticast)
            {
                // The managed option would set SO_REUSEPORT too, which lets another socket take unicast traffic away.
                ShareAddress(socket);
            }

            ConfigureReceiving(socket, options);
            socket.Bind(BindingOf(options));
            if (options.IsMulticast)
            {
                foreach (IPEndPoint group in options.EndPoints)
                {
                    GroupMembership.Join(socket, group.Address, options.Interface!, options.Sources);
                }
            }

            socket.ReceiveTimeout = LongestWaitMilliseconds;
            return (socket, buffer);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException(Explain(e, options), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket that sends to <see cref="DatagramOptions.EndPoints"/> from a port of its own.</summary>
    /// <exception cref="TransportException">It cannot be made so.</exception>
    public static Socket OpenSender(DatagramOptions options)
    {
        IPEndPoint to = options.EndPoints[0];
        Socket socket = New(to);
        try
        {
            if (options.SendBufferBytes > 0)
            {
                socket.SendBufferSize = Math.Max(socket.SendBufferSize, options.SendBufferBytes);
            }

            if (options.IsMulticast)
            {
                AimAtGroup(socket, to.AddressFamily, options);
            }

            if (options.Dscp is { } dscp)
            {
                Mark(socket, to.AddressFamily, dscp << DscpShift);
            }

            socket.Bind(new IPEndPoint(to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
            socket.ReceiveTimeout = LongestWaitMilliseconds;
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException($"Cannot send to {to}: {e.Message}.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket New(IPEndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }

        return socket;
    }

    private static void ShareAddress(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            Set(socket, LevelSocket, ReuseAddress, 1);
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        }
    }

    private static IPEndPoint BindingOf(DatagramOptions options)
    {
        IPEndPoint first = options.EndPoints[0];

        // Linux also filters by a group that a socket is bound to; elsewhere a group is no local address.
        if (!options.IsMulticast || (OperatingSystem.IsLinux() && options.EndPoints.Count == 1))
        {
            return first.AddressFamily == AddressFamily.InterNetworkV6 && options.Interface is not null && first.Address.ScopeId == 0
                ? new IPEndPoint(new IPAddress(first.Address.GetAddressBytes(), options.Interface.Index), first.Port)
                : first;
        }

        return new IPEndPoint(first.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, first.Port);
    }

    private static void ConfigureReceiving(Socket socket, DatagramOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (options.IsMulticast)
        {
            bool v4 = socket.AddressFamily == AddressFamily.InterNetwork;
            TrySet(socket, v4 ? LevelIp : LevelIp6, v4 ? MulticastAll4 : MulticastAll6, 0);
        }

        TrySet(socket, LevelSocket, ReceiveQueueOverflow, 1);
        if (options.KernelTimestamps)
        {
            Set(socket, LevelSocket, TimestampNanoseconds, 1);
        }

        if (options.Merge)
        {
            Set(socket, LevelUdp, UdpGro, 1);
        }
    }

    private static BufferGrant GrowReceiveBuffer(Socket socket, int asked)
    {
        int granted = socket.ReceiveBufferSize;
        if (asked > granted)
        {
            socket.ReceiveBufferSize = asked;
            if (OperatingSystem.IsLinux() && socket.ReceiveBufferSize < asked)
            {
                // Allowed to administrators only, who are not held by the limit.
                TrySet(socket, LevelSocket, ReceiveBufferForce, asked);
            }
        }

        return new BufferGrant(asked, socket.ReceiveBufferSize);
    }

    private static void AimAtGroup(Socket socket, AddressFamily family, DatagramOptions options)
    {
        bool v4 = family == AddressFamily.InterNetwork;
        SocketOptionLevel level = v4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;

        LocalInterface on = options.Interface!;
        if (v4 && OperatingSystem.IsLinux())
        {
            // struct ip_mreqn: no group, the address to send from, the interface. By the interface alone the kernel takes an
            // address of another one where this one's is not for other machines, as on the loopback.
            Span<byte> request = stackalloc byte[12];
            request.Clear();
            on.Address.TryWriteBytes(request[4..], out _);
            BitConverter.TryWriteBytes(request[8..], on.Index);
            socket.SetRawSocketOption(LevelIp, MulticastInterface4, request);
        }
        else
        {
            // By index in network order, which every system takes for "this interface and no address".
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, v4 ? IPAddress.HostToNetworkOrder(on.Index) : on.Index);
        }

        socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, options.TimeToLive);
        socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, options.Loopback);
    }

    private static void Mark(Socket socket, AddressFamily family, int trafficClass)
    {
        if (OperatingSystem.IsLinux())
        {
            bool v4 = family == AddressFamily.InterNetwork;
            Set(socket, v4 ? LevelIp : LevelIp6, v4 ? TypeOfService : TrafficClass, trafficClass);
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, trafficClass);
        }
    }

    private static void TrySet(Socket socket, int level, int name, int value)
    {
        try
        {
            Set(socket, level, name, value);
        }
        catch (SocketException)
        {
            // An older kernel, or not allowed: the caller reads back what counts.
        }
    }

    private static void Set(Socket socket, int level, int name, int value) =>
        socket.SetRawSocketOption(level, name, BitConverter.GetBytes(value));

    private static string Explain(SocketException e, DatagramOptions options)
    {
        string where = string.Join(", ", options.EndPoints);
        return e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"Cannot receive on {where}: another socket has the port to itself.",
            SocketError.AddressNotAvailable => $"Cannot receive on {where}: it is not an address of this machine.",
            SocketError.NetworkDown or SocketError.NetworkUnreachable =>
                $"Cannot join {where} on {options.Interface?.Name}: the interface is down or has no route.",
            _ => $"Cannot receive on {where}: {e.Message}.",
        };
    }
}
