using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Every format, over TCP and over a Unix socket, pushed on one side and pulled on the other.</summary>
public sealed class FramedEchoTests
{
    private static readonly Dictionary<string, FrameFormat> s_formats = new()
    {
        ["u8"] = FrameFormats.UInt8(),
        ["u16be"] = FrameFormats.UInt16BigEndian(),
        ["u16le"] = FrameFormats.UInt16LittleEndian(),
        ["u24be"] = FrameFormats.UInt24BigEndian(),
        ["u24le"] = FrameFormats.UInt24LittleEndian(),
        ["u32be"] = FrameFormats.UInt32BigEndian(),
        ["u32le"] = FrameFormats.UInt32LittleEndian(),
        ["u64be"] = FrameFormats.UInt64BigEndian(),
        ["u64le"] = FrameFormats.UInt64LittleEndian(),
        ["u16be with header"] = FrameFormats.UInt16BigEndianIncludingHeader(),
        ["u32le with header"] = FrameFormats.UInt32LittleEndianIncludingHeader(),
        ["varint"] = FrameFormats.Varint32(),
        ["line"] = FrameFormats.Line(),
        ["delimiter"] = FrameFormats.Delimiter("||"u8),
        ["fixed"] = FrameFormats.FixedLength(100),
    };

    public static TheoryData<string, bool> Formats =>
        [.. s_formats.Keys.SelectMany(name => new (string, bool)[] { (name, false), (name, true) })];

    public static TheoryData<Driver> All => Drivers.All;

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Frames_come_back_as_they_were_sent(string name, bool unix)
    {
        FrameFormat format = s_formats[name];
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(
            new FramedConnectionOptions { Format = format, Handler = Echo() },
            new FramedConnectionOptions { Format = format },
            unix ? FramedLoopback.NewPath() : null);

        foreach (byte[] payload in Payloads(name))
        {
            Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(payload, TestContext.Current.CancellationToken));
        }

        foreach (byte[] payload in Payloads(name))
        {
            using Message echo = await link.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(payload, echo.Span);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Raw_bytes_come_back_in_order(bool unix)
    {
        FrameFormat format = FrameFormats.Raw();
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(
            new FramedConnectionOptions { Format = format, Handler = Echo() },
            new FramedConnectionOptions { Format = format },
            unix ? FramedLoopback.NewPath() : null);
        byte[] sent = Numbered.Make(0, 0, length: 50_000);

        Assert.Equal(SendStatus.Sent, link.Client.TrySend(sent));
        List<byte> received = [];
        while (received.Count < sent.Length)
        {
            using Message part = await link.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            received.AddRange(part.Span);
        }

        Assert.Equal(sent, received);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_driver_keeps_the_order_of_a_stream_and_loses_nothing(Driver driver)
    {
        const int Frames = 2_000;
        FramedConnectionOptions options = new() { Format = FrameFormats.UInt32BigEndian(), Driver = driver, ReceiveBufferBytes = 4096 };
        await using FramedLoopback link = await FramedLoopback.ConnectAsync(options, options);
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < Frames; i++)
                {
                    await link.Client.SendAsync(Numbered.Make(0, i, length: 8 + (i % 500)), CancellationToken.None);
                }

                await link.Client.CloseAsync(CancellationToken.None);
            },
            CancellationToken.None);
        Numbered received = new(1);

        await foreach (Message frame in link.Accepted.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                received.Check(frame.Span);
            }
        }

        await link.Accepted.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await sending.WithinAsync();
        Assert.Equal(Frames, received.Count);
        Assert.Equal((CloseReason.LocalClose, CloseReason.LocalClose), (link.Client.CloseReason, link.Accepted.CloseReason));
    }

    private static FrameActions Echo() => new() { Frame = static (connection, payload) => connection.TrySend(payload) };

    /// <summary>Texts, because lines and delimiters would be searched for in anything else.</summary>
    private static IEnumerable<byte[]> Payloads(string name)
    {
        int[] lengths = name switch
        {
            "fixed" => [100, 100],
            "u8" => [0, 1, 255],
            _ => [0, 1, 255, 256, 60_000],
        };
        return lengths.Select(length => Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 26))).ToArray());
    }
}
