using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Peers;

/// <summary>
/// iperf3, single stream, client to server, 128 KiB blocks. Its times are whole seconds, so it may run longer than the
/// other legs. Bytes per second and processor time are what it reports itself.
/// </summary>
internal sealed class Iperf3Leg(string name) : Leg(name)
{
    /// <summary>Between finding a free port and the server binding it, another program may take it.</summary>
    private const int Attempts = 3;

    public static string? Version { get; } = ReadVersion();

    public override string? Absence => Version is null ? "iperf3 is not installed" : null;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan allowed = plan.Limit + TimeSpan.FromSeconds(2);
        limit.CancelAfter(allowed);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                int port = FreePort();
                TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await using ChildProcess server = StartServer(port, allowed, listening);
                try
                {
                    await listening.Task.WaitAsync(limit.Token);
                }
                catch (LegFailedException) when (attempt < Attempts)
                {
                    continue;
                }

                return await RunClientAsync(port, plan, allowed, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LegFailedException($"no figures within {allowed.TotalSeconds:0.#} s");
        }
    }

    private static ChildProcess StartServer(int port, TimeSpan allowed, TaskCompletionSource listening)
    {
        void OnLine(string line)
        {
            if (line.StartsWith("Server listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        }

        void OnEnd(LegFailedException failure)
        {
            listening.TrySetException(failure);
            _ = listening.Task.Exception;
        }

        return Start("iperf3 server", allowed, ["-s", "-1", "-B", "127.0.0.1", "-p", Text(port), "--forceflush"], OnLine, OnEnd);
    }

    private static async Task<Figures> RunClientAsync(int port, PassPlan plan, TimeSpan allowed, CancellationToken limit)
    {
        StringBuilder document = new();
        TaskCompletionSource<LegFailedException> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] arguments =
        [
            "-c", "127.0.0.1", "-p", Text(port), "-t", Whole(plan.Scored), "-O", Whole(plan.Warmup), "-l", "128K", "-J",
        ];
        await using ChildProcess client = Start(
            "iperf3 client", allowed, arguments, line => document.AppendLine(line), failure => ended.TrySetResult(failure));
        LegFailedException failure = await ended.Task.WaitAsync(limit);
        return Read(document.ToString()) ?? throw failure;
    }

    /// <summary>Starts iperf3 under timeout(1), which ends it even when this program is gone.</summary>
    private static ChildProcess Start(
        string name, TimeSpan allowed, IEnumerable<string> arguments, Action<string> onLine, Action<LegFailedException> onEnd) =>
        ChildProcess.Start(name, "timeout", [.. (string[])["-k", "1", Whole(allowed), "iperf3"], .. arguments], onLine, onEnd);

    private static Figures? Read(string document)
    {
        if (document.Length == 0)
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(document);
        if (json.RootElement.TryGetProperty("error", out JsonElement error))
        {
            throw new LegFailedException($"iperf3: {error.GetString()}");
        }

        JsonElement end = json.RootElement.GetProperty("end");
        JsonElement received = end.GetProperty("sum_received");
        JsonElement cpu = end.GetProperty("cpu_utilization_percent");
        double bytes = received.GetProperty("bytes").GetDouble();
        double seconds = received.GetProperty("seconds").GetDouble();
        double cores = (cpu.GetProperty("host_total").GetDouble() + cpu.GetProperty("remote_total").GetDouble()) / 100;
        double rate = bytes / seconds;
        return new Figures
        {
            [Keys.Bytes] = bytes,
            [Keys.Seconds] = seconds,
            [Keys.BytesPerSecond] = rate,
            [Keys.SecondsPerGigabyte] = cores / rate * 1e9,
        };
    }

    private static int FreePort()
    {
        using Socket probe = BareSocket.New();
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string? ReadVersion()
    {
        try
        {
            ProcessStartInfo start = new("iperf3", "--version") { UseShellExecute = false, RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            // "iperf 3.12 (cJSON 1.7.15)" and lines about the machine.
            string[] words = process.StandardOutput.ReadToEnd().Split(' ', 3);
            process.WaitForExit();
            return words.Length > 1 ? words[1] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Whole(TimeSpan time) => Text((int)Math.Ceiling(time.TotalSeconds));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
