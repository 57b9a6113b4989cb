using Microsoft.Win32.SafeHandles;

namespace Sockets.Tools.Output;

/// <summary>
/// A file that is complete or does not have its name: bytes go to <c>NAME.part</c> beside it, which takes the name over
/// when the stream has ended in order. What exists but is no regular file (a device, a pipe) is written directly.
/// </summary>
internal sealed class FileTarget : BlockTarget
{
    public const string PartSuffix = ".part";

    private readonly string _path;
    private readonly string _written;
    private readonly SafeFileHandle _handle;
    private readonly bool _isNew;
    private long _offset;

    private FileTarget(string path, string written, SafeFileHandle handle, bool isNew)
    {
        _path = path;
        _written = written;
        _handle = handle;
        _isNew = isNew;
    }

    public override string Name => _written;

    /// <summary>Whether anything was written. Before that, the part of an earlier run is as it was.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Whether the file has its own name.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Opens the file for writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that named it.</param>
    public static FileTarget Create(string path, string option = "--out")
    {
        if (Directory.Exists(path))
        {
            throw ToolException.Usage($"{option}: {path} is a directory", "name a file in it");
        }

        try
        {
            // A link stays a link: what it leads to is replaced.
            if (new FileInfo(path) is { LinkTarget: not null } link)
            {
                path = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            }

            if (File.Exists(path) && !FileKind.IsRegular(path))
            {
                return new FileTarget(path, path, File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), isNew: false);
            }

            // FileShare.None: two receivers must not write the same part.
            string part = path + PartSuffix;
            bool isNew = !File.Exists(part);
            return new FileTarget(path, part, File.OpenHandle(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None), isNew);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new ToolException(ExitCode.Usage, $"{option}: there is no directory for {path}", "make it first", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ToolException(ExitCode.Usage, $"{option}: no permission to write {path}", innerException: e);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.Usage, $"{option}: cannot write {path}: {e.Message}", innerException: e);
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Begin();
            RandomAccess.Write(_handle, bytes, _offset);
            _offset += bytes.Length;
        }
        catch (IOException e) when (WriteErrors.IsNoSpace(e))
        {
            throw new ToolException(
                ExitCode.EnvironmentNotSuitable, $"no space left for {_written} after {_offset} bytes", "free some, or write elsewhere", e);
        }
        catch (IOException e) when (WriteErrors.IsBrokenPipe(e))
        {
            throw new BrokenPipeException();
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, $"cannot write {_written}: {e.Message}", innerException: e);
        }
    }

    public override void Complete()
    {
        if (IsComplete)
        {
            return;
        }

        Begin();
        _handle.Dispose();
        if (_written != _path)
        {
            try
            {
                File.Move(_written, _path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.EnvironmentNotSuitable, $"cannot rename {_written} to {_path}: {e.Message}", innerException: e);
            }
        }

        IsComplete = true;
    }

    public override void Dispose()
    {
        _handle.Dispose();
        if (_isNew && !IsBegun)
        {
            File.Delete(_written);
        }
    }

    private void Begin()
    {
        if (!IsBegun && _written != _path)
        {
            RandomAccess.SetLength(_handle, 0);
        }

        IsBegun = true;
    }
}
