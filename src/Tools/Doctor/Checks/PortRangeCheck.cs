using System.Globalization;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>The ports of who connects: how many there are, and whether the endpoint's own is among them.</summary>
internal sealed class PortRangeCheck : ICheck
{
    /// <summary>Each connection to one endpoint takes one, and keeps it for a minute after it was closed.</summary>
    private const long Comfortable = 10_000;

    private readonly SystemFiles _files;
    private readonly int? _listening;

    /// <param name="files">Where the range stands.</param>
    /// <param name="listening">The port this side listens on; null when it connects.</param>
    public PortRangeCheck(SystemFiles files, int? listening)
    {
        _files = files;
        _listening = listening;
    }

    public string Name => "own ports";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        if (_files.ReadNumbers("proc/sys/net/ipv4/ip_local_port_range") is not [var first, var last])
        {
            return Finding.Unknown("this system does not show net.ipv4.ip_local_port_range");
        }

        long count = last - first + 1;
        string text = $"{HumanText.Count(count)} for connections that go out, {first} to {last}";
        Finding finding = this switch
        {
            { _listening: { } port and > 0 } when port >= first && port <= last && !IsReserved(port) => Finding.Warn(
                $"{text}: port {port} is one of them, so that a connection may have taken it when you listen",
                $"sudo sysctl -w net.ipv4.ip_local_reserved_ports={string.Join(',', Reserved.Append(port.ToString(CultureInfo.InvariantCulture)))}"),
            _ when count < Comfortable => Finding.Warn(
                $"{text}: a closed connection keeps its own for a minute", "sudo sysctl -w net.ipv4.ip_local_port_range='32768 60999'"),
            _ => Finding.Ok(text),
        };
        return finding.With(("first", first), ("last", last));
    }

    // As in 8080,9000-9010.
    private string[] Reserved => (_files.Read("proc/sys/net/ipv4/ip_local_reserved_ports") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    private bool IsReserved(int port) => Reserved
        .Select(static range => range.Split('-'))
        .Any(range => int.TryParse(range[0], out int from) && int.TryParse(range[^1], out int to) && port >= from && port <= to);
}
