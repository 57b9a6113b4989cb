using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Doctor;

/// <summary>What has to run for somebody to be there.</summary>
/// <param name="Verb">The verb, with what makes it listen.</param>
/// <param name="Uri">The endpoint as that side writes it.</param>
internal sealed record OtherSide(string Verb, string Uri)
{
    public string Command => $"sockets {Verb} '{Uri}'";

    /// <summary>The other side of an endpoint.</summary>
    public static OtherSide Of(DoctorPlan plan)
    {
        EndpointUri endpoint = plan.Channel!.Endpoint;
        if (plan.Statsd is not null)
        {
            return new OtherSide("statsd listen", endpoint.Text);
        }

        if (endpoint.Zmq is not { } zmq)
        {
            return new OtherSide("recv -l", endpoint.Text);
        }

        var other = ZmqRole.Parse(zmq.Role.Other);
        return new OtherSide(other.Receives ? "recv -l" : "send -l", $"{ZmqUri.Prefix}{other.Name}@{zmq.Address}");
    }
}
