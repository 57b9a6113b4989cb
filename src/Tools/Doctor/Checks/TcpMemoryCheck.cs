using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>How far TCP's own buffers may grow: over a long way they bound what is under way, and so the rate.</summary>
internal sealed class TcpMemoryCheck : ICheck
{
    /// <summary>The window a session begins with.</summary>
    private const long Window = 4 * 1024 * 1024;

    private readonly SystemFiles _files;

    public TcpMemoryCheck(SystemFiles files) => _files = files;

    public string Name => "TCP buffers";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        // Three numbers: the least, where it begins, and how far it may grow.
        if (_files.ReadNumbers("proc/sys/net/ipv4/tcp_rmem") is not [_, _, var receive] || _files.ReadNumbers("proc/sys/net/ipv4/tcp_wmem") is not [_, _, var send])
        {
            return Finding.Unknown("this system does not show net.ipv4.tcp_rmem and tcp_wmem");
        }

        string text = $"grow to {HumanText.Bytes(receive)} for receiving and {HumanText.Bytes(send)} for sending";
        List<string> mends = [];
        if (receive < Window)
        {
            mends.Add($"net.ipv4.tcp_rmem='4096 131072 {Window}'");
        }

        if (send < Window)
        {
            mends.Add($"net.ipv4.tcp_wmem='4096 16384 {Window}'");
        }

        Finding finding = mends.Count == 0
            ? Finding.Ok(text)
            : Finding.Warn($"{text}: over long ways that bounds the rate before a session's window does", $"sudo sysctl -w {string.Join(' ', mends)}");
        return finding.With(("receive_max_bytes", receive), ("send_max_bytes", send));
    }
}
