using System.Runtime.InteropServices;
using McpActors.Processes.Linux;

namespace McpActors.Processes;

/// <summary>Protects the host from its servers, which run as the same user. Thread-safe.</summary>
internal static class HostProtection
{
    /// <summary>
    /// Forbids every process of this user to trace this process and to open its memory, environment and descriptors in
    /// /proc (PR_SET_DUMPABLE, prctl(2); access mode checking, ptrace(2)). This process then writes no core dumps, and
    /// debuggers and dotnet-dump cannot attach; dotnet-trace and dotnet-counters still can, because they use its
    /// socket. A process with CAP_SYS_PTRACE is not restricted. Child processes are not affected.
    /// </summary>
    /// <returns>Null on success; otherwise the reason.</returns>
    public static string? Apply()
    {
        const int PR_SET_DUMPABLE = 4;
        if (!OperatingSystem.IsLinux()) return "only Linux has PR_SET_DUMPABLE";
        return Libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? null : Libc.Describe("prctl PR_SET_DUMPABLE", Marshal.GetLastPInvokeError());
    }
}
