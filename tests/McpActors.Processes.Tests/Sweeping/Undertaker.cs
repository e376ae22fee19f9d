namespace McpActors.Processes.Tests.Sweeping;

/// <summary>
/// Does the work of pid 1 on a machine without our oracle: it reaps ended processes at once. A thousand links of a
/// chain in a second would otherwise add a thousand zombies to each scan. Earlier children are left to others.
/// </summary>
internal sealed unsafe partial class Undertaker : IDisposable
{
    private const int P_ALL = 0, WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x01000000, PidInSigInfo = 4;

    private readonly HashSet<int> _others = [.. ProcView.Children(Environment.ProcessId)];
    private readonly Thread _thread;
    private volatile bool _done;

    public Undertaker()
    {
        _thread = new Thread(Work);
        _thread.Start();
    }

    public void Dispose()
    {
        _done = true;
        _thread.Join();
    }

    private void Work()
    {
        var info = stackalloc int[32];
        while (!_done)
        {
            info[PidInSigInfo] = 0;
            var found = waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT) == 0 ? info[PidInSigInfo] : 0;
            int status;
            if (found == 0 || _others.Contains(found)) Thread.Sleep(1);
            else _ = Posix.waitpid(found, &status, Posix.WNOHANG);
        }
    }

    [LibraryImport("libc")]
    private static partial int waitid(int idType, int id, int* info, int options);
}
