using System.Runtime.InteropServices;

namespace McpActors.Benchmarks.Parts;

/// <summary>Process control without .NET, which does not disturb the measurements.</summary>
internal static unsafe partial class Unix
{
    public const int SIGKILL = 9;

    private const int PR_SET_CHILD_SUBREAPER = 36, EINTR = 4, ECHILD = 10;

    /// <summary>Makes this process adopt and reap all orphaned descendants from now on.</summary>
    public static void BecomeSubreaper() => _ = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    public static int Kill(int pid, int signal) => kill(pid, signal);

    /// <summary>Waits for the end of a child, and reaps it.</summary>
    /// <returns>False if there is no such child.</returns>
    public static bool Reap(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == ECHILD) return false;
            if (errno != EINTR) throw new IOException(Marshal.GetPInvokeErrorMessage(errno));
        }
        return true;
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);
}
