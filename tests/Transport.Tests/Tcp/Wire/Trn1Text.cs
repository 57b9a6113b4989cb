using System.Buffers.Binary;
using System.Text;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>TRN1 frames as hex text, put together from their fields as docs/wire/tcp.md draws them and not by the library.</summary>
internal static class Trn1Text
{
    public const string Preamble = "93 54 52 4e 0d 0a 1a 01";

    /// <summary>Credit that no test runs out of: 2^31 - 1 bytes.</summary>
    public const string Wide = "ff ff ff 7f 00 00 00 00";

    /// <summary>The feature bit of requests.</summary>
    public const string Requests = "01 00 00 00 00 00 00 00";

    /// <summary>Any identity.</summary>
    public const string Id = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";

    public static string Frame(string type, string payload = "", string flags = "00", string channel = "00 00") =>
        $"{U32((uint)Hex.Bytes(payload).Length)} {type} {flags} {channel} {payload}".TrimEnd();

    /// <summary>A HELLO with the library's own defaults, except for what is given.</summary>
    public static string Hello(
        string versions = "01 01",
        string heartbeat = "e8 03",
        string maxFrame = "f8 ff 00 00",
        string maxMessage = "00 00 10 00",
        string creditMessages = "00 00 01 00",
        string features = "00 00 00 00 00 00 00 00",
        string creditBytes = "00 00 40 00 00 00 00 00",
        string auth = "00 00 00 00",
        string options = "") =>
        Frame("01", $"{versions} {heartbeat} {maxFrame} {maxMessage} {creditMessages} {features} {creditBytes} {Id} {auth} {options}");

    /// <summary>A WELCOME with the library's own defaults, except for what is given.</summary>
    public static string Welcome(
        string version = "01 00",
        string heartbeat = "e8 03",
        string maxFrame = "f8 ff 00 00",
        string maxMessage = "00 00 10 00",
        string creditMessages = "00 00 01 00",
        string creditBytes = "00 00 40 00 00 00 00 00",
        string options = "",
        string features = "00 00 00 00 00 00 00 00",
        string? token = null,
        string resume = "00 00 00 00") =>
        Frame("02", $"{version} {heartbeat} {maxFrame} {maxMessage} {creditMessages} {features} {creditBytes} {Id} {token ?? Zeros(32)} {resume} {options}");

    public static string Reject(ushort code, uint retryAfter, string text) => Frame("03", Reason(code, retryAfter, text));

    public static string Heartbeat(ulong next, ulong received, ulong timestamp = 0, ulong echo = 0) =>
        Frame("06", $"{U64(next)} {U64(received)} {U64(timestamp)} {U64(echo)}");

    public static string Ack(ulong received) => Frame("07", U64(received));

    public static string Credit(ulong bytes, ulong messages) => Frame("08", $"{U64(bytes)} {U64(messages)}");

    public static string GoAway(ulong sent, ulong received, ushort code = 0) =>
        Frame("09", $"{U64(sent)} {U64(received)} {U16(code)}");

    public static string Error(ushort code, string text) => Frame("0a", Reason(code, 0, text));

    /// <summary>A DATA frame that is a whole message.</summary>
    public static string Data(string payload, string flags = "00") => Frame("10", payload, flags);

    /// <summary>A DATA frame that more fragments of the same message follow.</summary>
    public static string More(string payload) => Data(payload, flags: "01");

    public static string Request(uint id, uint deadline, string payload = "", string flags = "00") =>
        Frame("20", $"{U32(id)} {U32(deadline)} {payload}".TrimEnd(), flags);

    public static string Reply(uint id, ushort status = 0, string payload = "", string flags = "00") =>
        Frame("21", $"{U32(id)} {U16(status)} 00 00 {payload}".TrimEnd(), flags);

    public static string Cancel(uint id) => Frame("22", U32(id));

    /// <summary>The frames of a stream, without those that a moved clock calls forth.</summary>
    public static string WithoutHeartbeats(string stream)
    {
        List<string> frames = [];
        byte[] bytes = Hex.Bytes(stream);
        for (int at = 0; at < bytes.Length;)
        {
            int length = 8 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            if (bytes[at + 4] != 0x06)
            {
                frames.Add(Hex.Text(bytes.AsSpan(at, length)));
            }

            at += length;
        }

        return string.Join(' ', frames);
    }

    public static string U16(ushort value) => Hex.Text([(byte)value, (byte)(value >> 8)]);

    public static string U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Hex.Text(bytes);
    }

    public static string U64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Hex.Text(bytes);
    }

    public static string Zeros(int count) => Bytes(count, 0);

    /// <summary>So many bytes, all alike.</summary>
    public static string Bytes(int count, byte value = 0x61)
    {
        byte[] bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return Hex.Text(bytes);
    }

    public static string Ascii(string text) => Hex.Text(Encoding.ASCII.GetBytes(text));

    private static string Reason(ushort code, uint retryAfter, string text) =>
        $"{U16(code)} 00 00 {U32(retryAfter)} {Hex.Text(Encoding.UTF8.GetBytes(text))}";
}
