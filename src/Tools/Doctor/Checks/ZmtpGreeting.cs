using System.Net.Sockets;
using System.Text;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>
/// What a ZeroMQ peer says first (docs/wire/zmtp.md, section 1): version and mechanism. It says so when it has seen our
/// version, so nothing more is sent, and the peer takes it for somebody who went away before the handshake.
/// </summary>
internal static class ZmtpGreeting
{
    private const int Length = 64;
    private const int SignatureLength = 10;
    private const int Major = 10;
    private const int Minor = 11;
    private const int Mechanism = 12;
    private const int MechanismLength = 20;

    // How much of a foreign answer is shown.
    private const int ShownBytes = 8;

    private static ReadOnlySpan<byte> Own => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1];

    /// <summary>Sends the beginning of a greeting and takes the peer's, as far as it comes.</summary>
    public static async Task<byte[]> ExchangeAsync(Socket socket, CancellationToken limit)
    {
        byte[] greeting = new byte[Length];
        int length = 0;
        try
        {
            await socket.SendAsync(Own.ToArray(), limit);
            while (length < Length && await socket.ReceiveAsync(greeting.AsMemory(length), limit) is > 0 and int more)
            {
                length += more;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // It broke or fell silent: what came is judged.
        }

        return greeting[..length];
    }

    /// <summary>What became of it.</summary>
    /// <param name="greeting">What the peer said.</param>
    /// <param name="connected">What is known before.</param>
    public static Finding Judge(ReadOnlySpan<byte> greeting, string connected)
    {
        if (greeting.Length == 0)
        {
            return Finding.Fail($"{connected}, but nothing was said: no ZeroMQ there, or one that lets nobody in", fix: null);
        }

        if (greeting[0] != 0xFF || (greeting.Length >= SignatureLength && (greeting[SignatureLength - 1] & 1) == 0))
        {
            string begins = Convert.ToHexStringLower(greeting[..Math.Min(greeting.Length, ShownBytes)]);
            return Finding.Fail($"{connected}, but this is no ZeroMQ: it begins with {begins} in hex", "take the port of a ZeroMQ socket");
        }

        if (greeting.Length > Major && greeting[Major] < 3)
        {
            return Finding.Fail($"{connected}; the peer speaks a ZMTP before 3.0", "update its ZeroMQ to 4.0 or later");
        }

        return greeting.Length < Length
            ? Finding.Fail($"{connected}, but the greeting ends after {greeting.Length} of {Length} bytes", fix: null)
            : Finding.Ok($"{connected}, ZMTP {greeting[Major]}.{greeting[Minor]}, {Security(greeting)}");
    }

    private static string Security(ReadOnlySpan<byte> greeting)
    {
        string name = Encoding.ASCII.GetString(greeting.Slice(Mechanism, MechanismLength)).TrimEnd('\0');
        return name switch
        {
            "NULL" => "no security (NULL)",
            "PLAIN" => "lets in who has a password (PLAIN): --user, --password-file",
            "CURVE" => "encrypted (CURVE): --curve-server-key",
            _ => $"a mechanism that is not known here ({name})",
        };
    }
}
