namespace Sockets.Interop.Tests.Support;

/// <summary>The signals of Linux that the tests send.</summary>
internal enum Signal
{
    /// <summary>SIGINT: what Ctrl-C sends.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL: the process is gone without a last word.</summary>
    Kill = 9,

    /// <summary>SIGCONT: the process goes on.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: the process stands still, and everything it holds stays open.</summary>
    Stop = 19,
}
