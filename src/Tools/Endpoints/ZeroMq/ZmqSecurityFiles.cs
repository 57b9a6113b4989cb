using System.Security.Cryptography;
using System.Text;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Reads users, passwords and keys from files.</summary>
internal static class ZmqSecurityFiles
{
    /// <summary>The same options, with the mechanism that was asked for.</summary>
    /// <exception cref="ToolException">A file cannot be used.</exception>
    public static ZmqOptions Secure(ZmqOptions options, ZmqSecuritySettings security) => security switch
    {
        { UsersFile: { } users } => options with { Security = ZmqSecurity.PlainServer, Authenticate = LetIn(ReadUsers(users)) },
        { User: { } user } => options with { Security = ZmqSecurity.PlainClient(user, ReadLines(security.PasswordFile!)[0]) },
        { CurveServerKeyFile: { } server } => options with
        {
            Security = ZmqSecurity.CurveClient(Key(server, ZmqCurvePublicKey.Parse), security.CurveKeyFile is { } own ? Key(own, ZmqCurveKeyPair.FromSecretKey) : null),
        },
        { CurveKeyFile: { } key } => options with
        {
            Security = ZmqSecurity.CurveServer(Key(key, ZmqCurveKeyPair.FromSecretKey)),
            Authenticate = security.CurveAllowFile is { } allow ? LetIn(ReadKeys(allow), allow) : null,
        },
        _ => options,
    };

    private static ZmqAuthenticate LetIn(HashSet<ZmqCurvePublicKey> keys, string path) => (request, _) =>
    {
        bool isKnown = request.PublicKey is { } key && keys.Contains(key);
        return ValueTask.FromResult(new ZmqAuthenticationResult(
            isKnown ? ZmqAuthenticationStatus.Allowed : ZmqAuthenticationStatus.Denied,
            isKnown ? "" : $"the public key {request.PublicKey} is not in {path}"));
    };

    private static HashSet<ZmqCurvePublicKey> ReadKeys(string path)
    {
        HashSet<ZmqCurvePublicKey> keys = [];
        foreach (string line in ReadLines(path))
        {
            keys.Add(Parse(path, line, ZmqCurvePublicKey.Parse));
        }

        return keys;
    }

    /// <summary>The key in a file's first line. What is wrong with it is said without showing it.</summary>
    private static T Key<T>(string path, Func<ReadOnlySpan<char>, T> parse) => Parse(path, ReadLines(path)[0], parse);

    private static T Parse<T>(string path, string line, Func<ReadOnlySpan<char>, T> parse)
    {
        try
        {
            return parse(line.AsSpan().Trim());
        }
        catch (FormatException e)
        {
            throw new ToolException(ExitCode.Usage, $"cannot use {path}: {e.Message.TrimEnd('.')}", "write a key of 40 characters in Z85", e);
        }
        catch (DllNotFoundException e)
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, e.Message, innerException: e);
        }
    }

    private static ZmqAuthenticate LetIn(IReadOnlyDictionary<string, byte[]> digests) => (request, _) =>
    {
        // Whoever is not known is compared too, and takes as long.
        byte[] expected = digests.GetValueOrDefault(request.User, []);
        bool isRight = CryptographicOperations.FixedTimeEquals(expected, Digest(request.Password));
        return ValueTask.FromResult(new ZmqAuthenticationResult(
            isRight ? ZmqAuthenticationStatus.Allowed : ZmqAuthenticationStatus.Denied,
            isRight ? "" : $"the user '{request.User}' is not known, or the password is wrong"));
    };

    private static Dictionary<string, byte[]> ReadUsers(string path)
    {
        Dictionary<string, byte[]> digests = new(StringComparer.Ordinal);
        foreach (string line in ReadLines(path))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !digests.TryAdd(line[..colon], Digest(line[(colon + 1)..])))
            {
                throw ToolException.Usage($"line {digests.Count + 1} of {path} is not a user and a password, or its user is there already", "write user:password, one a line");
            }
        }

        return digests;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            string[] lines = [.. File.ReadLines(path).Where(static line => line.Length > 0)];
            return lines.Length > 0 ? lines : throw ToolException.Usage($"{path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string why = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message;
            throw new ToolException(ExitCode.Usage, $"cannot use {path}: {why}", innerException: e);
        }
    }

    private static byte[] Digest(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
