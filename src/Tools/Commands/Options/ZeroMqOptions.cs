using System.CommandLine;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Commands.Options;

/// <summary>The options of <c>zmq:</c> endpoints. What is no secret stands in the endpoint.</summary>
internal sealed class ZeroMqOptions
{
    private readonly Option<string> _user = new("--user")
    {
        HelpName = "name",
        Description = "Show this user and the password of --password-file (PLAIN, not encrypted).",
    };

    private readonly Option<string> _passwordFile = new("--password-file")
    {
        HelpName = "file",
        Description = "The file whose first line is the password of --user.",
    };

    private readonly Option<string> _usersFile = new("--users-file")
    {
        HelpName = "file",
        Description = "Let in only whom this file lists, a line user:password each (PLAIN, not encrypted).",
    };

    private readonly Option<string> _curveKey = new("--curve-key")
    {
        HelpName = "file",
        Description = "The file with this side's secret key (CURVE, encrypted): of the server, unless --curve-server-key is given.",
    };

    private readonly Option<string> _curveServerKey = new("--curve-server-key")
    {
        HelpName = "file",
        Description = "The file with the server's public key: this side is the client, and talks to nobody else.",
    };

    private readonly Option<string> _curveAllow = new("--curve-allow")
    {
        HelpName = "file",
        Description = "With --curve-key: let in only those whose public keys this file lists, one a line.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_user, _passwordFile, _usersFile, _curveKey, _curveServerKey, _curveAllow];

    /// <summary>Refuses what ZeroMQ does not have, and options of ZeroMQ for other endpoints.</summary>
    /// <param name="values">What is given.</param>
    /// <param name="endpoint">To what.</param>
    /// <param name="foreign">Options of our own protocol's connections.</param>
    public ZmqSecuritySettings Read(OptionValues values, EndpointUri endpoint, params IReadOnlyList<Option> foreign)
    {
        if (endpoint.Zmq is null)
        {
            Option? alone = All.FirstOrDefault(values.Has);
            return alone is null ? new ZmqSecuritySettings() : throw ToolException.Usage($"{alone.Name} is for zmq: endpoints", "leave it out");
        }

        if (foreign.FirstOrDefault(values.Has) is { } other)
        {
            throw ToolException.Usage($"{other.Name} says nothing with zmq: endpoints", "leave it out");
        }

        return ReadSecurity(values);
    }

    /// <summary>What is said about keys and passwords, whatever it is for.</summary>
    public ZmqSecuritySettings ReadSecurity(OptionValues values)
    {
        if (values.Has(_user) != values.Has(_passwordFile))
        {
            throw ToolException.Usage("--user and --password-file belong together", "give both, or neither");
        }

        if (values.Has(_user) && values.Has(_usersFile))
        {
            throw ToolException.Usage("--user is for who is let in, and --users-file for who lets in", "give one of them");
        }

        CheckCurve(values);
        return new ZmqSecuritySettings
        {
            User = values.ReadText(_user),
            PasswordFile = values.ReadText(_passwordFile),
            UsersFile = values.ReadText(_usersFile),
            CurveKeyFile = values.ReadText(_curveKey),
            CurveServerKeyFile = values.ReadText(_curveServerKey),
            CurveAllowFile = values.ReadText(_curveAllow),
        };
    }

    private void CheckCurve(OptionValues values)
    {
        bool isPlain = values.Has(_user) || values.Has(_usersFile);
        if (isPlain && (values.Has(_curveKey) || values.Has(_curveServerKey)))
        {
            throw ToolException.Usage("keys (CURVE) and passwords (PLAIN) are two mechanisms", "choose one");
        }

        if (values.Has(_curveAllow) && (!values.Has(_curveKey) || values.Has(_curveServerKey)))
        {
            throw ToolException.Usage("--curve-allow is for the server", "add --curve-key, and leave out --curve-server-key");
        }
    }
}
