using System.Runtime.InteropServices;

namespace McpActors.Processes.Linux;

/// <summary>The result of waitid(2) for a child that has ended.</summary>
/// <param name="Signalled">Whether a signal ended it.</param>
/// <param name="Code">The exit code, or the number of the signal.</param>
internal readonly record struct WaitStatus(bool Signalled, int Code)
{
    /// <summary>The size of a siginfo_t, counted in ints: 128 bytes.</summary>
    public const int InfoSize = 32;

    /// <summary>
    /// Reaps a child that has ended, without waiting: the kernel reports the end of a traced process to its tracer
    /// first (ptrace(2)), so a server that traces its keeper could otherwise block a thread of the host indefinitely.
    /// </summary>
    /// <param name="pidfd">The child.</param>
    /// <param name="status">Null if it cannot be known: a tracer has it, or a host that was started with SIGCHLD
    /// ignored reaps automatically (sigaction(2)).</param>
    /// <returns>False if a tracer still has the child, so that it must be reaped later.</returns>
    public static unsafe bool TryReap(SafeHandle pidfd, out WaitStatus? status)
    {
        // siginfo_t: si_code at byte 8, si_status at 24, on every 64-bit Linux. The code stays 0 if there is nothing to
        // reap yet.
        var info = stackalloc int[InfoSize];
        info[2] = 0;
        status = null;
        while (Libc.waitid(Libc.P_PIDFD, pidfd, info, Libc.WEXITED | Libc.WNOHANG) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.ECHILD) return true;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("waitid", errno));
        }
        if (info[2] == 0) return false;
        status = new WaitStatus(info[2] != Libc.CLD_EXITED, info[6]);
        return true;
    }
}
