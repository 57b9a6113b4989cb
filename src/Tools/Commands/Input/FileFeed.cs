using Microsoft.Win32.SafeHandles;

namespace Sockets.Tools.Commands.Input;

/// <summary>
/// A regular file, read in large blocks on the caller's thread: the kernel reads ahead by itself, and a thread of our
/// own would only add a hop.
/// </summary>
internal sealed class FileFeed : IByteFeed
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly byte[] _block;
    private long _offset;

    /// <param name="handle">The open file; owned from here on.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <param name="blockSize">How many bytes to read at once.</param>
    public FileFeed(SafeFileHandle handle, string path, int blockSize)
    {
        _handle = handle;
        _path = path;
        _block = GC.AllocateUninitializedArray<byte>(blockSize, pinned: true);
        TotalBytes = RandomAccess.GetLength(handle);
    }

    public long? TotalBytes { get; }

    public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        int filled = 0;
        try
        {
            // A read may be short before the end; a short block would make a short message in the middle of the file.
            while (filled < _block.Length)
            {
                int read = RandomAccess.Read(_handle, _block.AsSpan(filled), _offset);
                if (read == 0)
                {
                    break;
                }

                filled += read;
                _offset += read;
            }
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, $"cannot read on in {_path} after {_offset} bytes: {e.Message}", innerException: e);
        }

        return new ValueTask<ReadOnlyMemory<byte>>(_block.AsMemory(0, filled));
    }

    public void Dispose() => _handle.Dispose();
}
