using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>The key of a group in a file; never on a command line, where every user of the machine can read it.</summary>
internal static class GroupKeyFile
{
    /// <summary>The key; null without a file.</summary>
    public static MulticastKey? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return MulticastKey.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ToolException(
                ExitCode.Usage, $"cannot use the key file {path}: {e.Message.TrimEnd('.')}", "make one with: openssl rand -hex 32", e);
        }
    }
}
