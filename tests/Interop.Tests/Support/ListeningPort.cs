using System.Globalization;

namespace Sockets.Interop.Tests.Support;

/// <summary>Finds the port that the kernel chose for a program that does not say it.</summary>
internal static class ListeningPort
{
    private const string Listening = "0A";

    /// <summary>Waits until the process listens on an IPv4 address.</summary>
    public static async Task<int> OfAsync(int process)
    {
        int? port = null;
        await Until.HoldsAsync(() => (port = Find(process)) is not null, $"process {process} listens");
        return port!.Value;
    }

    private static int? Find(int process)
    {
        HashSet<string> sockets = [.. Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])];

        // Columns: number, local address and port in hex, remote ones, state, …; the socket's inode is the tenth.
        foreach (string line in File.ReadLines($"/proc/{process}/net/tcp").Skip(1))
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns[3] == Listening && sockets.Contains(columns[9]))
            {
                return int.Parse(columns[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }
}
