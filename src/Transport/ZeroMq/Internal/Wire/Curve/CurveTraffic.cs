using System.Buffers.Binary;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// What goes over a CURVE connection after its handshake: each frame, with its flags, in a box of its own.
/// <code>
/// frame header(2 or 9), flags 00 or 02   07 "MESSAGE"   number(8)   tag(16)   flags(1) payload, encrypted
/// flags in the box: 01 MORE   02 COMMAND
/// </code>
/// Outside it is no command, although the specification says so: libzmq sends and takes it as a message. Boxes are closed
/// by one thread at a time, and opened by one; both may be at work at once.
/// </summary>
internal sealed class CurveTraffic : IDisposable
{
    /// <summary>What a frame's body gets longer: name, number, tag and flags.</summary>
    public const int Overhead = NameLength + CurveNonce.NumberLength + CurveBox.Overhead + 1;

    private const int NameLength = 8;
    private const byte MoreInBox = 1;
    private const byte CommandInBox = 2;

    private readonly CurveBox _box;

    // Pinned like the keys, so that a call pins nothing. The purpose in front stays, the number changes.
    private readonly byte[] _sendNonce = GC.AllocateArray<byte>(Sodium.NonceLength, pinned: true);
    private readonly byte[] _receiveNonce = GC.AllocateArray<byte>(Sodium.NonceLength, pinned: true);
    private ulong _lastSent;
    private ulong _lastReceived;

    /// <summary>Goes on where the handshake ended.</summary>
    /// <param name="box">The connection's box, which is this one's to dispose from here on.</param>
    /// <param name="side">Which side this is.</param>
    /// <param name="lastSent">The last number that this side used.</param>
    /// <param name="lastReceived">The last number that the peer used.</param>
    public CurveTraffic(CurveBox box, CurveSide side, ulong lastSent, ulong lastReceived)
    {
        _box = box;
        _lastSent = lastSent;
        _lastReceived = lastReceived;
        CurveNonce.Write(_sendNonce, side == CurveSide.Client ? CurveNonce.ClientMessage : CurveNonce.ServerMessage, default);
        CurveNonce.Write(_receiveNonce, side == CurveSide.Client ? CurveNonce.ServerMessage : CurveNonce.ClientMessage, default);
    }

    private static ReadOnlySpan<byte> Name => "\x07MESSAGE"u8;

    /// <summary>How long a frame gets.</summary>
    public static int SealedLength(FrameHeader plain)
    {
        int body = checked(Overhead + plain.BodyLength);
        return FrameHeader.SizeFor(body) + body;
    }

    /// <summary>Seals a frame.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="payload">The frame's body.</param>
    /// <param name="destination">Where the sealed frame goes.</param>
    /// <returns>Its length.</returns>
    public int Seal(FrameHeader header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        int length = Overhead + payload.Length;
        int size = FrameHeader.Write(destination, FrameFlags.None, length);
        Span<byte> body = destination.Slice(size, length);
        Name.CopyTo(body);
        BinaryPrimitives.WriteUInt64BigEndian(body[NameLength..], ++_lastSent);
        body.Slice(NameLength, CurveNonce.NumberLength).CopyTo(_sendNonce.AsSpan(CurveNonce.ServerMessage.Length));
        body[Overhead - 1] = (byte)((header.HasMore ? MoreInBox : 0) | (header.IsCommand ? CommandInBox : 0));
        payload.CopyTo(body[Overhead..]);
        _box.Seal(body[(NameLength + CurveNonce.NumberLength)..], _sendNonce);
        return size + length;
    }

    /// <summary>Opens a frame where it stands.</summary>
    /// <param name="header">The sealed frame's header.</param>
    /// <param name="frame">The sealed frame, whole; nothing of it is left.</param>
    /// <returns>The frame that was in it, as this side would have written it, in the same memory.</returns>
    /// <exception cref="ProtocolViolationException">It is not sealed, not for this place in the stream, or not from the peer.</exception>
    public Span<byte> Open(FrameHeader header, Span<byte> frame)
    {
        Span<byte> body = frame[header.Size..];
        if (header.HasMore || !body.StartsWith(Name))
        {
            throw new ProtocolViolationException(
                $"The peer sent something that is not encrypted after a CURVE handshake: {WireText.Show(body[..Math.Min(body.Length, NameLength)])}.");
        }

        if (body.Length < Overhead)
        {
            throw new ProtocolViolationException($"The peer's MESSAGE has {body.Length} bytes, the shortest has {Overhead}.");
        }

        Span<byte> number = body.Slice(NameLength, CurveNonce.NumberLength);
        ulong next = CurveNonce.ReadNext(number, _lastReceived, "MESSAGE");
        number.CopyTo(_receiveNonce.AsSpan(CurveNonce.ServerMessage.Length));
        if (!_box.TryOpen(body[(NameLength + CurveNonce.NumberLength)..], _receiveNonce))
        {
            throw new ProtocolViolationException($"The peer's MESSAGE number {next} cannot be opened: it was changed on its way, or is not the peer's.");
        }

        _lastReceived = next;
        byte flags = body[Overhead - 1];
        FrameFlags plain = ((flags & MoreInBox) != 0 ? FrameFlags.More : FrameFlags.None)
            | ((flags & CommandInBox) != 0 ? FrameFlags.Command : FrameFlags.None);

        // The tag and the flags are done with, and longer than any header: it goes there.
        int payload = body.Length - Overhead;
        Span<byte> opened = body[(Overhead - FrameHeader.SizeFor(payload))..];
        FrameHeader.Write(opened, plain, payload);
        return opened;
    }

    public void Dispose() => _box.Dispose();
}
