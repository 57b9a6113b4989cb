using System.Runtime.InteropServices;

namespace Sockets.Interop.Tests.Support;

/// <summary>Sends signals to programs.</summary>
internal static partial class Signals
{
    public static void Send(int process, Signal signal)
    {
        if (Kill(process, (int)signal) != 0)
        {
            throw new InvalidOperationException(
                $"{signal} to process {process}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
