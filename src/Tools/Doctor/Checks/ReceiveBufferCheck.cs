using System.Net;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether a receiver of datagrams gets the buffer it asks for: what arrives while the process is held up waits there.</summary>
internal sealed class ReceiveBufferCheck : ICheck
{
    private const string Limit = "proc/sys/net/core/rmem_max";

    private readonly SystemFiles _files;
    private readonly int _asked;

    /// <param name="files">Where the system's limit stands.</param>
    /// <param name="asked">Bytes a receiver asks for.</param>
    public ReceiveBufferCheck(SystemFiles files, int asked)
    {
        _files = files;
        _asked = asked;
    }

    public string Name => "receive buffer";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using MulticastReceiver receiver = MulticastReceiver.Start(
                new MulticastReceiverOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], ReceiveBufferBytes = _asked });
            return Judge(_asked, receiver.Stats.ReceiveBufferGranted, _files.ReadNumber(Limit));
        }
        catch (TransportException e)
        {
            return Finding.Unknown($"no socket can be made: {e.Message}");
        }
    }

    /// <summary>Linux counts its own records too and says twice what it grants, so twice is whole.</summary>
    internal static Finding Judge(long asked, long granted, long? limit)
    {
        bool isShort = granted < asked || (granted < 2 * asked && limit < asked);
        string text = $"{HumanText.Bytes(asked)} asked, {HumanText.Bytes(granted)} granted{(isShort && limit is not null ? ", half of it for the kernel's own records" : "")}"
            + (limit is { } max ? $"; net.core.rmem_max is {HumanText.Bytes(max)}" : "")
            + (!isShort && limit < asked ? ", which does not bind administrators" : "");
        List<(string, long)> figures = [("asked_bytes", asked), ("granted_bytes", granted)];
        if (limit is { } known)
        {
            figures.Add(("rmem_max_bytes", known));
        }

        return (isShort ? Finding.Warn(text, $"sudo sysctl -w net.core.rmem_max={asked}") : Finding.Ok(text)).With(figures);
    }
}
