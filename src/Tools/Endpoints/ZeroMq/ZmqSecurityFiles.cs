using System.Security.Cryptography;
using System.Text;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Reads users and passwords from files.</summary>
internal static class ZmqSecurityFiles
{
    /// <summary>The same options, with the mechanism that was asked for.</summary>
    /// <exception cref="ToolException">A file cannot be used.</exception>
    public static ZmqOptions Secure(ZmqOptions options, ZmqSecuritySettings security) => security switch
    {
        { UsersFile: { } users } => options with { Security = ZmqSecurity.PlainServer, Authenticate = LetIn(ReadUsers(users)) },
        { User: { } user } => options with { Security = ZmqSecurity.PlainClient(user, ReadLines(security.PasswordFile!)[0]) },
        _ => options,
    };

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
            throw new ToolException(ExitCode.Usage, $"cannot use {path}: {e.Message}", innerException: e);
        }
    }

    private static byte[] Digest(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
