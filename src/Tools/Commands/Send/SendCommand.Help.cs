using System.CommandLine;

namespace Sockets.Tools.Commands.Send;

/// <content>What its help says.</content>
internal sealed partial class SendCommand
{
    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri> [file|-]",
        OperandMeanings =
        [
            ("uri", "tcp://host:port, tls://host:port or unix:///path, with ?framing=… for foreign protocols; udp://group:port?iface=…; zmq:TYPE@tcp://host:port"),
            ("file", "what to send; - or nothing for standard input"),
        ],
        Examples =
        [
            new Example("A file, to: sockets recv tcp://:9000 --out photo.jpg", "sockets send tcp://127.0.0.1:9000 photo.jpg"),
            new Example("Two messages, to: sockets recv tcp://:9000", "sockets send tcp://127.0.0.1:9000 --text hello --text world"),
            new Example("Generated messages at a steady rate", "sockets send tcp://127.0.0.1:9000 --count 1M --size 64 --rate 100k/s"),
            new Example("Ask, and show the answer of: sockets recv tcp://:9000 --reply-exec rev", "sockets send tcp://127.0.0.1:9000 --request --text hello"),
            new Example("Compressed, to: sockets recv tcp://:9000 --compress lz4", "sockets send tcp://127.0.0.1:9000 app.log --compress lz4"),
            new Example("Over cuts of the network, to: sockets recv tcp://:9000 --resume", "sockets send tcp://127.0.0.1:9000 app.log --resume"),
            new Example("A live feed to all who connect; who is slow loses the oldest", "feed | sockets send tcp://*:9000 --receivers 1 --policy drop-oldest"),
            new Example("Lines to the ZeroMQ subscribers of a topic", "feed | sockets send 'zmq:pub@tcp://*:5556?topic=A' --lines"),
            new Example("Ask a ZeroMQ peer", "sockets send zmq:req@tcp://127.0.0.1:5555 --text hello"),
            new Example("Video to a multicast group", "sockets send 'udp://239.1.2.3:5000?iface=lo&wire=rtp' film.ts --rate 8Mbit/s"),
            new Example("A recording of recv --record, at its pace", "sockets send 'udp://239.1.2.3:5000?iface=lo&wire=raw' in.pcap --replay"),
            new Example("Lines of a pipe, to a foreign program", "ls | sockets send 'tcp://127.0.0.1:9000?framing=line'"),
        ],
        Groups =
        [
            new OptionGroup("What is sent", [_lines, _text, _hex, _count, _size]),
            new OptionGroup("How it is sent", [_rate, _policy, _receivers, _common.Compress, _common.Verify]),
            new OptionGroup("Requests", _ask.All),
            new OptionGroup("Recordings", _replay.All),
            new OptionGroup("Connection", [_common.Listen, _common.ConnectTimeout, _common.Driver, _common.Resume, _common.Patience]),
            new OptionGroup("ZeroMQ", _common.ZeroMq.All),
            _common.ReportGroup,
        ],
    };
}
