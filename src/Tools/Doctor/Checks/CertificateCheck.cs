using Sockets.Tools.Endpoints;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>This side's own certificate: whether it can be loaded with its key, and how long it is good.</summary>
internal sealed class CertificateCheck : ICheck
{
    private readonly ChannelSettings _settings;
    private readonly TimeProvider _time;

    public CertificateCheck(ChannelSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
    }

    public string Name => "own certificate";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken) => new(Examine());

    private Finding Examine()
    {
        try
        {
            TlsKeys.Check(_settings);
            TlsCertificate own = (_settings.Listen ? TlsKeys.Server(_settings)?.Certificate : TlsKeys.Client(_settings)?.Certificate)!;
            return CertificateDates.Judge(own.Subject, own.ValidFrom, own.ValidUntil, _time.GetUtcNow());
        }
        catch (ToolException e)
        {
            return Finding.Fail(e.Message.TrimEnd('.'), e.Hint);
        }
    }
}
