namespace McpActors.Adversary;

/// <summary>
/// ptrace(2) against another process. Call everything on one thread, which the kernel takes for the tracer.
/// </summary>
internal static unsafe class Tracer
{
    private const int PTRACE_GETREGS = 12, PTRACE_SETREGS = 13, PTRACE_ATTACH = 16, PTRACE_DETACH = 17;

    /// <summary>Makes waitpid(2) wait for a traced process that is not a child, whichever thread traces it.</summary>
    private const int __WALL = 0x40000000;

    /// <summary>struct user_regs_struct of x86-64: 27 words, with the indexes of rax, rdi, orig_rax and rip.</summary>
    private const int Registers = 27, Rax = 10, Rdi = 14, OrigRax = 15, Rip = 16;

    private const int ExitGroup = 231, LengthOfSyscall = 2;

    /// <summary>Whether the last attempt was allowed.</summary>
    public static bool IsPossible { get; private set; }

    /// <returns>Null if the process is now stopped; otherwise the reason.</returns>
    public static string? Stop(int pid)
    {
        IsPossible = Posix.ptrace(PTRACE_ATTACH, pid, 0, 0) != -1;
        if (!IsPossible)
            return Marshal.GetLastPInvokeErrorMessage();
        int status;
        _ = Posix.waitpid(pid, &status, __WALL);
        return null;
    }

    public static void LetGo(int pid)
    {
        if (IsPossible)
            _ = Posix.ptrace(PTRACE_DETACH, pid, 0, 0);
    }

    /// <summary>Makes a process that waits in a system call exit with 0, as if by itself.</summary>
    /// <returns>Null on success; otherwise the reason.</returns>
    public static string? MakeExit(int pid)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return "not written for this architecture";
        if (Stop(pid) is { } refusal)
            return refusal;
        var registers = stackalloc ulong[Registers];
        Posix.Check(Posix.ptrace(PTRACE_GETREGS, pid, 0, (nint)registers), "PTRACE_GETREGS");
        // Back to the instruction of the call, with another call in its place; no call may be restarted.
        registers[Rip] -= LengthOfSyscall;
        registers[Rax] = ExitGroup;
        registers[Rdi] = 0;
        registers[OrigRax] = ulong.MaxValue;
        Posix.Check(Posix.ptrace(PTRACE_SETREGS, pid, 0, (nint)registers), "PTRACE_SETREGS");
        LetGo(pid);
        return null;
    }
}
