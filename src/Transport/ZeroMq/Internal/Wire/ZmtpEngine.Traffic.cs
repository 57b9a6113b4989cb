using System.Buffers.Binary;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <content>What arrives after the handshake.</content>
internal sealed partial class ZmtpEngine
{
    /// <summary>The longest context of a PING that is repeated; peers cut it there too.</summary>
    private const int LongestContext = 16;

    private int TakeTraffic(Span<byte> input)
    {
        int longest = FrameHeader.LongestBodyIn(_setup.MaxMessageLength) + (Traffic is null ? 0 : CurveTraffic.Overhead);
        int at = 0;
        while (!_full
            && FrameHeader.TryRead(input[at..], longest, out FrameHeader header)
            && header.TotalLength <= input.Length - at)
        {
            Span<byte> frame = input.Slice(at, header.TotalLength);
            at += header.TotalLength;
            if (Traffic is not null)
            {
                frame = Traffic.Open(header, frame);
                header = FrameHeader.Read(frame);
            }

            if (header.IsCommand)
            {
                TakeCommand(header, frame[header.Size..]);
            }
            else
            {
                TakeFrame(header, frame);
            }
        }

        return at;
    }

    private void TakeFrame(FrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (!header.HasMore && _assembler.IsEmpty && header.IsCanonical)
        {
            _full = !_sink.OnMessage(frame);
            return;
        }

        _assembler.Add(header, frame[header.Size..]);
        if (!header.HasMore)
        {
            _full = !_sink.OnMessage(_assembler.Message);
            _assembler.Clear();
        }
    }

    private void TakeCommand(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (header.HasMore)
        {
            throw new ProtocolViolationException("The peer sent a command that claims to continue in another frame.");
        }

        ReadOnlySpan<byte> name = Command.Read(body, out ReadOnlySpan<byte> data);
        if (name.SequenceEqual(Command.Subscribe))
        {
            _full = !_sink.OnSubscribe(data);
        }
        else if (name.SequenceEqual(Command.Cancel))
        {
            _full = !_sink.OnCancel(data);
        }
        else if (name.SequenceEqual(Command.Ping))
        {
            TakePing(data);
        }
        else if (name.SequenceEqual(Command.Pong))
        {
            _sink.OnPong();
        }
        else if (name.SequenceEqual(Command.Ready))
        {
            throw new ProtocolViolationException("The peer sent READY a second time.");
        }

        // Others are for features that this side does not have.
    }

    private void TakePing(ReadOnlySpan<byte> data)
    {
        if (data.Length < sizeof(ushort))
        {
            throw new ProtocolViolationException($"The peer sent a PING of {data.Length} bytes, it has at least 2.");
        }

        // Tenths of a second. Peers multiply in 16 bits and so wrap above 65.5 s; here nothing does.
        var timeToLive = TimeSpan.FromMilliseconds(100L * BinaryPrimitives.ReadUInt16BigEndian(data));
        ReadOnlySpan<byte> context = data[sizeof(ushort)..];
        _sink.OnPing(timeToLive, context[..Math.Min(context.Length, LongestContext)]);
    }
}
