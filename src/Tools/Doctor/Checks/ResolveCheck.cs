using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether the endpoint's host name has addresses.</summary>
internal sealed class ResolveCheck : ICheck
{
    private readonly Machine _machine;
    private readonly string _host;

    public ResolveCheck(Machine machine, string host)
    {
        _machine = machine;
        _host = host;
    }

    public string Name => "name";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await _machine.Resolve(_host, cancellationToken);
            return addresses.Length > 0
                ? Finding.Ok($"{_host} is {string.Join(", ", addresses.Select(static a => a.ToString()))}")
                : Finding.Fail($"{_host} has no address", $"getent ahosts {_host}");
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{_host} cannot be resolved: {e.Message}", $"getent ahosts {_host}");
        }
    }
}
