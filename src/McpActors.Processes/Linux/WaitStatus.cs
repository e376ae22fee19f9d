using System.Runtime.InteropServices;

namespace McpActors.Processes.Linux;

/// <summary>What waitid(2) says of a child that has ended.</summary>
/// <param name="Signalled">Whether a signal ended it.</param>
/// <param name="Code">The exit code, or the signal's number.</param>
internal readonly record struct WaitStatus(bool Signalled, int Code)
{
    /// <summary>The size of a siginfo_t in ints: 128 bytes.</summary>
    public const int InfoSize = 32;

    /// <summary>Reaps the child.</summary>
    /// <returns>Null where somebody else has: a host that was started with SIGCHLD ignored reaps by itself (sigaction(2)).</returns>
    public static unsafe WaitStatus? Reap(SafeHandle pidfd)
    {
        // siginfo_t: si_code at byte 8, si_status at 24, on every 64-bit Linux.
        var info = stackalloc int[InfoSize];
        while (Libc.waitid(Libc.P_PIDFD, pidfd, info, Libc.WEXITED) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.ECHILD) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("waitid", errno));
        }
        return new WaitStatus(info[2] != Libc.CLD_EXITED, info[6]);
    }
}
