using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>The values of errno(3) that the keeper handles.</summary>
internal static class Errno
{
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, ENOEXEC = 8, ECHILD = 10, EAGAIN = 11, EACCES = 13, ENOTDIR = 20, ENOSYS = 38;

    public static int Last => Marshal.GetLastPInvokeError();

    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
