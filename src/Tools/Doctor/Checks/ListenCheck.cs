using System.Net.Sockets;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Transport;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether this side can listen: it does so for a moment, as <c>recv</c> would.</summary>
internal sealed class ListenCheck : ICheck
{
    private readonly ChannelSettings _settings;

    public ListenCheck(ChannelSettings settings) => _settings = settings;

    public string Name => "listen";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            TlsKeys.Check(_settings);
            await using IChannelSource source = ChannelSources.Open(_settings);
            return Finding.Ok($"{source.Endpoint.Split('?')[0]} can be listened on");
        }
        catch (Exception e) when (e is ToolException or SocketException or TransportException or ArgumentException)
        {
            ToolException error = Failure.OfOpening(e, _settings, otherSide: "send");
            return error.Code == ExitCode.Bug ? throw error : Finding.Fail(error.Message.TrimEnd('.'), error.Hint);
        }
    }
}
