using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>A foreign program that carries bytes between a connection and its standard streams.</summary>
internal static class ByteProgram
{
    /// <summary>The program and the kind of socket.</summary>
    public static readonly string[] Kinds = ["ncat tcp", "ncat unix", "socat unix"];

    /// <summary>Starts one that listens.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="sends">Whether it sends its input rather than writing what arrives.</param>
    /// <returns>The program, and the endpoint to reach it at.</returns>
    public static async Task<(Running Program, string Uri)> ListenAsync(Stage stage, string kind, bool sends)
    {
        string path = stage["s"];
        switch (kind)
        {
            case "ncat tcp":
                Running tcp = stage.Program("ncat", "-l", Direction(sends), "127.0.0.1", "0");
                return (tcp, $"tcp://127.0.0.1:{await ListeningPort.OfAsync(tcp.Id)}");
            case "ncat unix":
                Running unix = stage.Program("ncat", "-v", "-l", Direction(sends), "-U", path);
                await unix.SaysAsync("Listening on");
                return (unix, $"unix://{path}");
            default:
                Running socat = Socat(stage, sends, $"UNIX-LISTEN:{path}");
                await socat.SaysAsync("listening on");
                return (socat, $"unix://{path}");
        }
    }

    /// <summary>Starts one that connects.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="sends">Whether it sends its input rather than writing what arrives.</param>
    /// <param name="uri">Where the tool listens.</param>
    public static Running Connect(Stage stage, string kind, bool sends, string uri)
    {
        string place = uri.Split("://")[1];
        return kind switch
        {
            "ncat tcp" => stage.Program("ncat", [Direction(sends), .. place.Split(':')]),
            "ncat unix" => stage.Program("ncat", Direction(sends), "-U", place),
            _ => Socat(stage, sends, $"UNIX-CONNECT:{place}"),
        };
    }

    private static string Direction(bool sends) => sends ? "--send-only" : "--recv-only";

    private static Running Socat(Stage stage, bool sends, string address) =>
        stage.Program("socat", ["-d", "-d", "-u", .. sends ? ["STDIN", address] : new[] { address, "STDOUT" }]);
}
