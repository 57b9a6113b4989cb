using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether metrics can be listened for: it does so for a moment, as <c>statsd listen</c> would.</summary>
internal sealed class MetricIntakeCheck : ICheck
{
    private readonly StatsdEndpoint _endpoint;

    public MetricIntakeCheck(StatsdEndpoint endpoint) => _endpoint = endpoint;

    public string Name => "listen";

    public ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            using LineIntake intake = new(_endpoint, static _ => { });
            return new(Finding.Ok($"{intake.Local.Split('?')[0]} can be listened on"));
        }
        catch (ToolException e)
        {
            return new(Finding.Fail(e.Message, e.Hint));
        }
    }
}
