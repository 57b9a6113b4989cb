namespace Sockets.Transport.Framing;

/// <summary>The kinds of TRN1 frames (docs/wire/tcp.md, section 3).</summary>
internal enum Trn1FrameType : byte
{
    Hello = 0x01,
    Welcome = 0x02,
    Reject = 0x03,
    Heartbeat = 0x06,
    Ack = 0x07,
    Credit = 0x08,
    GoAway = 0x09,
    Error = 0x0A,
    Data = 0x10,
    Request = 0x20,
    Reply = 0x21,
    Cancel = 0x22,
}
