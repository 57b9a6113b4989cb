namespace Sockets.Transport.Tests.Support;

/// <summary>What this process holds of the system, on Linux, as the kernel counts it.</summary>
internal static class ProcessResources
{
    /// <summary>The length to which the kernel cuts a thread's name.</summary>
    private const int NameLength = 15;

    /// <summary>How many sockets are open.</summary>
    public static int Sockets => Directory.EnumerateFiles("/proc/self/fd").Count(IsSocket);

    /// <summary>How many threads have a name that begins like this.</summary>
    public static int Threads(string name)
    {
        string start = name[..Math.Min(name.Length, NameLength)];
        return Directory.EnumerateDirectories("/proc/self/task").Count(task => NameOf(task).StartsWith(start, StringComparison.Ordinal));
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return false;
        }
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            // Ended since it was listed.
            return "";
        }
    }
}
