using System.Runtime.InteropServices;

namespace Sockets.Tools;

/// <summary>
/// Standard input, output or error, on Unix by read and write themselves. The streams the framework opens change the
/// mode of a terminal and swallow a broken pipe; a <see cref="FileStream"/> keeps an offset of its own, and so
/// overwrites what the next command of the same shell group writes.
/// </summary>
internal sealed partial class DescriptorStream : Stream
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    // errno of Linux and macOS alike.
    private const int Interrupted = 4;

    // EAGAIN: 11 on Linux, 35 on macOS.
    private static readonly int s_again = OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly int _descriptor;

    private DescriptorStream(int descriptor) => _descriptor = descriptor;

    public override bool CanRead => _descriptor == Input;

    public override bool CanSeek => false;

    public override bool CanWrite => _descriptor != Input;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(Input);

    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(Output);

    public static Stream OpenError() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(Error);

    public override int Read(Span<byte> buffer)
    {
        nint read;
        while ((read = ReadDescriptor(_descriptor, buffer, buffer.Length)) < 0)
        {
            WaitOrThrow();
        }

        return (int)read;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = WriteDescriptor(_descriptor, buffer, buffer.Length);
            if (written < 0)
            {
                WaitOrThrow();
            }
            else
            {
                buffer = buffer[(int)written..];
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Throws unless the call is worth repeating; the exception's HResult is the system's error number.</summary>
    private static void WaitOrThrow()
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == s_again)
        {
            // Somebody made the descriptor non-blocking, and it is shared with them: wait instead of undoing it.
            Thread.Sleep(1);
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteDescriptor(int descriptor, ReadOnlySpan<byte> buffer, nint count);
}
