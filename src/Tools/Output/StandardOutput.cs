namespace Sockets.Tools.Output;

/// <summary>Standard output for data.</summary>
internal sealed class StandardOutput : BlockTarget
{
    private readonly Stream _stream = DescriptorStream.OpenOutput();

    public override string Name => "standard output";

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
            throw Failed(e);
        }
    }

    /// <summary>Why it takes no more.</summary>
    public static ToolException Failed(IOException error) => new(
        ExitCode.EnvironmentNotSuitable,
        WriteErrors.IsNoSpace(error) ? "no space left where standard output goes"
            : WriteErrors.IsNotOpen(error) ? "cannot write to standard output: it is closed"
            : "cannot write to standard output: " + error.Message,
        innerException: error);

    /// <summary>Does nothing: standard output belongs to the process.</summary>
    public override void Dispose()
    {
    }
}
