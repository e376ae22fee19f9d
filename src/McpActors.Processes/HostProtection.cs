using System.Runtime.InteropServices;
using McpActors.Processes.Linux;

namespace McpActors.Processes;

/// <summary>Keeps the servers of a host, which run as the same user, out of the host itself. Thread-safe.</summary>
internal static class HostProtection
{
    /// <summary>
    /// No process of this user may trace this process from here on, nor open its memory, environment and descriptors in /proc (PR_SET_DUMPABLE,
    /// prctl(2); access mode checking, ptrace(2)). It has no core dumps any more, and no debugger or dotnet-dump can attach; dotnet-trace and
    /// dotnet-counters, which talk to its socket, still can. What has root's capabilities (CAP_SYS_PTRACE) is not held off. What this process starts is not affected.
    /// </summary>
    /// <returns>Null where it is protected, or why it is not.</returns>
    public static string? Apply()
    {
        const int PR_SET_DUMPABLE = 4;
        if (!OperatingSystem.IsLinux()) return "only Linux has PR_SET_DUMPABLE";
        return Libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? null : Libc.Describe("prctl PR_SET_DUMPABLE", Marshal.GetLastPInvokeError());
    }
}
