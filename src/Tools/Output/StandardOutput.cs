using System.Runtime.InteropServices;

namespace Sockets.Tools.Output;

/// <summary>
/// Standard output for data. The stream the framework opens swallows a broken pipe, and a <see cref="FileStream"/> over
/// it keeps an offset of its own, which overwrites what the next command of the same shell group writes; so on Unix
/// this calls write itself.
/// </summary>
internal sealed partial class StandardOutput : BlockTarget
{
    private const int Descriptor = 1;

    // errno of Linux and macOS alike.
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const int NoSpace = 28;

    // EAGAIN: 11 on Linux, 35 on macOS.
    private static readonly int s_again = OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly Stream? _stream = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : null;

    public override string Name => "standard output";

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_stream is not null)
        {
            WriteStream(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            nint written = WriteDescriptor(Descriptor, bytes, bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == s_again)
            {
                // Somebody made the descriptor non-blocking, and it is shared with them: wait instead of undoing it.
                Thread.Sleep(1);
            }
            else if (error != Interrupted)
            {
                throw error switch
                {
                    BrokenPipe => new BrokenPipeException(),
                    NoSpace => new ToolException(ExitCode.EnvironmentNotSuitable, "no space left where standard output goes"),
                    _ => new ToolException(
                        ExitCode.EnvironmentNotSuitable, "cannot write to standard output: " + Marshal.GetPInvokeErrorMessage(error)),
                };
            }
        }
    }

    /// <summary>Does nothing: standard output belongs to the process.</summary>
    public override void Dispose()
    {
    }

    private void WriteStream(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream!.Write(bytes);
            _stream.Flush();
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCode.EnvironmentNotSuitable, "cannot write to standard output: " + e.Message, innerException: e);
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteDescriptor(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
