using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>A file that others may read while it grows: what was written stands in it at once, under its own name.</summary>
internal sealed class ReportFile : BlockTarget
{
    private readonly FileStream _stream;

    private ReportFile(FileStream stream) => _stream = stream;

    public override string Name => _stream.Name;

    /// <summary>Makes the file, or empties the one there is.</summary>
    /// <exception cref="ToolException">It cannot be made.</exception>
    public static ReportFile Create(string path)
    {
        try
        {
            // Without a buffer: an error shows where it happens, and not at the end.
            return new ReportFile(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Usage($"cannot write {path}: {e.Message.TrimEnd('.')}");
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException e) when (WriteErrors.IsBrokenPipe(e))
        {
            throw new BrokenPipeException();
        }
        catch (IOException e)
        {
            string why = WriteErrors.IsNoSpace(e) ? $"no space left for {Name}" : $"cannot write {Name}: {e.Message.TrimEnd('.')}";
            throw new ToolException(ExitCode.EnvironmentNotSuitable, why, innerException: e);
        }
    }

    public override void Dispose() => _stream.Dispose();
}
