using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Commands.Send;

/// <summary>The options of <c>send</c> that send a recording again.</summary>
internal sealed class ReplayOptions
{
    private readonly Option<bool> _replay = new("--replay")
    {
        Description = "udp: the file is a pcap recording; its datagrams go as they are, with the times between them.",
    };

    private readonly Option<string> _speed = new("--speed")
    {
        HelpName = "factor",
        Description = "With --replay: so many times as fast, as 2x or 0.5x. Default 1x.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_replay, _speed];

    /// <summary>The channel for a recording: its datagrams are as long as whoever sent them made them, up to a whole frame.</summary>
    public static ChannelSettings Widen(ChannelSettings channel) => channel.Endpoint.Udp is { Datagram: null } udp
        ? channel with { Endpoint = channel.Endpoint with { Udp = udp with { Datagram = MulticastSenderOptions.DefaultDatagramLength } } }
        : channel;

    /// <summary>How many times as fast a recording is sent; null when none is.</summary>
    public double? Read(OptionValues values, ChannelSettings channel, string? file)
    {
        if (!values.Has(_replay))
        {
            return values.Has(_speed) ? throw ToolException.Usage("--speed is for recordings", "add --replay") : null;
        }

        if (channel.Endpoint.Udp is not { } udp || file is null)
        {
            throw ToolException.Usage("--replay sends a recording over udp://", "as in: sockets send 'udp://239.1.2.3:5000?iface=lo&wire=raw' in.pcap --replay");
        }

        return udp.Wire == MulticastWire.Raw
            ? values.Read<double>(_speed, TryParse) ?? 1
            : throw ToolException.Usage($"--replay sends datagrams as they are, and wire={udp.WireName} would put a header in front of them", "add wire=raw");
    }

    private static bool TryParse(string text, out double factor, [NotNullWhen(false)] out string? error)
    {
        string number = text.EndsWith('x') ? text[..^1] : text;
        bool isFactor = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out factor) && factor is >= 0.001 and <= 1000;
        error = isFactor ? null : $"'{text}' is not a factor from 0.001x to 1000x";
        return isFactor;
    }
}
