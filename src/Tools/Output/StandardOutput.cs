namespace Sockets.Tools.Output;

/// <summary>Standard output for data.</summary>
internal sealed class StandardOutput : BlockTarget
{
    /// <summary>What is said when it is full.</summary>
    public const string NoSpace = "no space left where standard output goes";

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
        catch (IOException e) when (WriteErrors.IsNoSpace(e))
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, NoSpace, innerException: e);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, "cannot write to standard output: " + e.Message, innerException: e);
        }
    }

    /// <summary>Does nothing: standard output belongs to the process.</summary>
    public override void Dispose()
    {
    }
}
