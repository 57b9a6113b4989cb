using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>
/// Tokens in a file, one a line; never on a command line, where every user of the machine can read them and the shell
/// writes them down.
/// </summary>
internal static class TokenFile
{
    /// <summary>What this side shows; null without a file.</summary>
    public static Credential? Shown(EndpointUri uri)
    {
        if (uri.TokenFile is null)
        {
            return null;
        }

        Credential[] tokens = Read(uri.TokenFile);
        return tokens.Length == 1
            ? tokens[0]
            : throw ToolException.Usage($"the token file {uri.TokenFile} has {tokens.Length} lines", "who connects shows one token: leave one line");
    }

    /// <summary>Who is let in; null, for everybody, without a file. A client is known by the line of its token.</summary>
    public static Authenticate? LetIn(EndpointUri uri) => uri.TokenFile is null
        ? null
        : new TokenList(Read(uri.TokenFile).Select(static (token, i) => (token, $"line {i + 1}"))).AuthenticateAsync;

    private static Credential[] Read(string path)
    {
        try
        {
            Credential[] tokens = [.. File.ReadLines(path).Where(static line => line.Length > 0).Select(Credential.Token)];
            return tokens.Length > 0 ? tokens : throw ToolException.Usage($"the token file {path} is empty", "write a token into it, one a line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ToolException(ExitCode.Usage, $"cannot use the token file {path}: {e.Message.Split(" (Parameter ")[0]}", innerException: e);
        }
    }
}
