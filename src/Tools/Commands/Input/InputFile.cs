using Microsoft.Win32.SafeHandles;

namespace Sockets.Tools.Commands.Input;

/// <summary>Opens what <c>send</c> reads.</summary>
internal static class InputFile
{
    /// <summary>The operand that means standard input.</summary>
    public const string StandardInput = "-";

    // Blocks of about this many bytes are read at once: large enough that the calls do not count.
    private const int BlockSize = 1024 * 1024;

    /// <summary>Opens a file as a feed whose blocks hold whole chunks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chunk">The chunk size.</param>
    public static IByteFeed Open(string path, int chunk)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.Usage($"{path} is a directory", "name a file, or pack it: tar -c " + path + " | sockets send <uri>");
        }

        try
        {
            SafeFileHandle handle = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

            // Pipes and devices block, and have no length; files of the kernel say 0 and hold more.
            return FileKind.IsRegular(path) && RandomAccess.GetLength(handle) > 0
                ? new FileFeed(handle, path, WholeChunks(chunk))
                : new StreamFeed(new FileStream(handle, FileAccess.Read, bufferSize: 0), path, WholeChunks(chunk));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException(ExitCode.Usage, $"there is no file {path}", innerException: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ToolException(ExitCode.Usage, $"no permission to read {path}", innerException: e);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.Usage, $"cannot open {path}: {e.Message}", innerException: e);
        }
    }

    /// <summary>Standard input as a feed.</summary>
    public static IByteFeed Open(Stream standardInput, int chunk) => new StreamFeed(standardInput, "standard input", WholeChunks(chunk));

    private static int WholeChunks(int chunk) => chunk * Math.Max(1, BlockSize / chunk);
}
