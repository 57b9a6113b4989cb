using System.Runtime.InteropServices;
using Sockets.Transport.Tests.Support;
using Cpu = System.Runtime.InteropServices.Architecture;

namespace Sockets.Transport.Tests.Links;

/// <summary>
/// A thread on which the kernel answers one call with an error, whatever it is asked: a filter of system calls (seccomp)
/// that belongs to the thread and ends with it.
/// </summary>
internal static partial class RefusedCall
{
    /// <summary>EAGAIN: no room in the socket's buffer.</summary>
    public const int NoRoom = 11;

    /// <summary>ENOBUFS: no room in the interface's queue.</summary>
    public const int NoBuffers = 105;

    /// <summary>EPERM: a firewall.</summary>
    public const int Forbidden = 1;

    // linux/prctl.h, linux/seccomp.h, linux/filter.h.
    private const int SetNoNewPrivileges = 38;
    private const int SetFilter = 22;
    private const ulong FilterMode = 2;
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Refuse = 0x0005_0000;
    private const uint Allow = 0x7FFF_0000;

    /// <summary>The number of sendmsg on this machine.</summary>
    public static uint SendMessage => RuntimeInformation.ProcessArchitecture == Cpu.X64 ? 46u : 211;

    /// <summary>The number of sendmmsg on this machine.</summary>
    public static uint SendMessages => RuntimeInformation.ProcessArchitecture == Cpu.X64 ? 307u : 269;

    /// <summary>Runs code on a thread on which the call fails with the error.</summary>
    public static async Task RunAsync(uint call, int errno, Action code)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Cpu.X64 or Cpu.Arm64,
            "Filters of system calls are Linux's.");
        bool isAllowed = true;
        await Together.RunAsync(1, _ =>
        {
            isAllowed = TryFilter(call, errno);
            if (isAllowed)
            {
                code();
            }
        });
        Assert.SkipUnless(isAllowed, "This system does not let a thread filter its calls.");
    }

    private static unsafe bool TryFilter(uint call, int errno)
    {
        Instruction[] program =
        [
            new(LoadWord, 0, 0, 0),
            new(JumpIfEqual, 0, 1, call),
            new(Return, 0, 0, Refuse | (uint)errno),
            new(Return, 0, 0, Allow),
        ];
        fixed (Instruction* first = program)
        {
            Program described = new() { Length = (ushort)program.Length, First = first };
            return prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0 && prctl(SetFilter, FilterMode, (ulong)&described, 0, 0) == 0;
        }
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, ulong argument, ulong second, ulong third, ulong fourth);

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Program
    {
        public ushort Length;
        public Instruction* First;
    }
}
