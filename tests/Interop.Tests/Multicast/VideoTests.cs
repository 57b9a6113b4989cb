using System.Globalization;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>A generated video as MPEG-TS, between ffmpeg, multicat, ffprobe and the tool.</summary>
public sealed class VideoTests
{
    private const int Frames = 75;

    /// <summary>Seven packets of MPEG-TS: what a datagram carries.</summary>
    private const int Chunk = 7 * TsPacket;

    private const int TsPacket = 188;
    private const int UdpHeader = 8;

    [Fact]
    public async Task What_ffmpeg_streams_is_stored_with_every_frame()
    {
        await using Stage stage = new();
        string group = Groups.New();
        int port = Groups.FreePort();
        Running recv = stage.Tool("recv", $"udp://{group}:{port}?iface=lo&wire=raw", "--out", stage["got.ts"], "--idle-timeout", "1s", "--json");
        await Groups.HasJoinedAsync(group);

        await stage.Program("ffmpeg", [.. Generated, "-f", "mpegts", $"udp://{group}:{port}?localaddr=127.0.0.1&pkt_size=1316"]).FinishAsync();

        // Raw datagrams have no end: it takes silence for one, and leaves the file as a part.
        await recv.EndAsync();
        Assert.Equal(Frames, await FramesAsync(File.Exists(stage["got.ts"]) ? stage["got.ts"] : stage["got.ts.part"]));
    }

    [Fact]
    public async Task What_we_send_as_RTP_is_recorded_by_multicat_byte_for_byte_and_plays_with_every_frame()
    {
        await using Stage stage = new();
        string file = await MakeAsync(stage);
        string group = Groups.New();
        int port = Groups.FreePort();
        Running multicat = stage.Program("multicat", $"@{group}:{port}/ifaddr=127.0.0.1", stage["got.ts"]);
        await Groups.HasJoinedAsync(group);

        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=rtp", file, "--rate", "20Mbit/s").FinishAsync();

        await Until.ReachesAsync(stage["got.ts"], new FileInfo(file).Length);
        multicat.Signal(Signal.Interrupt);
        await multicat.EndAsync();
        Assert.Equal(
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(stage["got.ts"], TestContext.Current.CancellationToken));
        Assert.Equal(Frames, await FramesAsync(stage["got.ts"]));
    }

    [Fact]
    public async Task What_multicat_replays_as_RTP_is_what_it_recorded_and_nothing_is_lost()
    {
        await using Stage stage = new();
        string file = await MakeAsync(stage);
        string group = Groups.New();
        int port = Groups.FreePort();
        Running multicat = stage.Program("multicat", $"@{group}:{port}/ifaddr=127.0.0.1", stage["recorded.ts"]);
        await Groups.HasJoinedAsync(group);
        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=rtp", file, "--rate", "20Mbit/s").FinishAsync();
        long chunks = new FileInfo(file).Length / Chunk;
        await Until.ReachesAsync(stage["recorded.ts"], chunks * Chunk);
        multicat.Signal(Signal.Interrupt);
        await multicat.EndAsync();

        string again = Groups.New();
        Running recv = stage.Tool("recv", $"udp://{again}:{port}?iface=lo&wire=rtp", "--out", stage["replayed.ts"], "--count", $"{chunks}", "--json");
        await Groups.HasJoinedAsync(again);
        stage.Program("multicat", stage["recorded.ts"], $"{again}:{port}@127.0.0.1");
        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());

        Assert.Equal(
            await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(stage["replayed.ts"], TestContext.Current.CancellationToken));
        JsonElement counts = report.RootElement.GetProperty("multicast");
        Assert.Equal((chunks, chunks, 0), (counts.GetProperty("expected").GetInt64(), counts.GetProperty("unique").GetInt64(), counts.GetProperty("lost").GetInt64()));
    }

    [Fact]
    public async Task Tshark_reads_our_recording_of_our_RTP_as_we_count_it()
    {
        await using Stage stage = new();
        string file = await MakeAsync(stage);
        string group = Groups.New();
        int port = Groups.FreePort();
        Running recv = stage.Tool(
            "recv", $"udp://{group}:{port}?iface=lo&wire=rtp", "--out", "/dev/null", "--record", stage["run.pcap"], "--idle-timeout", "1s", "--json");
        await Groups.HasJoinedAsync(group);
        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=rtp", file, "--rate", "20Mbit/s").FinishAsync();
        using JsonDocument report = JsonDocument.Parse((await recv.EndAsync()).Output);
        JsonElement counts = report.RootElement.GetProperty("multicast");

        string[] packets = (await Peers.AskAsync(
            Peers.Program("tshark"), "-r", stage["run.pcap"], "-d", $"udp.port=={port},rtp", "-T", "fields", "-e", "rtp.seq", "-e", "rtp.p_type", "-e", "rtp.ssrc", "-e", "udp.length"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).ToArray();
        int[] numbers = [.. packets.Select(line => int.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture))];
        Assert.All((string[])["datagrams_read", "recorded", "expected", "unique"], name => Assert.Equal(numbers.Length, counts.GetProperty(name).GetInt64()));
        Assert.Equal(new FileInfo(file).Length / Chunk, numbers.Length);
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        Assert.All(packets, line => Assert.Equal("33", line.Split('\t')[1]));
        Assert.Single(packets.Select(line => line.Split('\t')[2]).Distinct());
        Assert.Equal(counts.GetProperty("bytes_read").GetInt64(), packets.Sum(line => int.Parse(line.Split('\t')[3], CultureInfo.InvariantCulture) - UdpHeader));
    }

    private static string[] Generated =>
        ["-hide_banner", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-frames:v", $"{Frames}", "-c:v", "mpeg2video", "-g", "12"];

    /// <summary>A video whose file is whole datagrams, filled up with packets that carry nothing (ISO 13818-1, 2.4.1).</summary>
    private static async Task<string> MakeAsync(Stage stage)
    {
        await stage.Program("ffmpeg", [.. Generated.Where(a => a != "-re"), "-f", "mpegts", stage["made.ts"]]).FinishAsync();
        byte[] nothing = new byte[TsPacket];
        (nothing[0], nothing[1], nothing[2], nothing[3]) = (0x47, 0x1F, 0xFF, 0x10);
        using FileStream file = new(stage["made.ts"], FileMode.Append);
        while (file.Position % Chunk != 0)
        {
            await file.WriteAsync(nothing, TestContext.Current.CancellationToken);
        }

        return stage["made.ts"];
    }

    private static async Task<int> FramesAsync(string file)
    {
        string said = await Peers.AskAsync(
            Peers.Program("ffprobe"), "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", file);
        return int.Parse(said.Split('\n')[0].TrimEnd(','), CultureInfo.InvariantCulture);
    }
}
