namespace McpActors.Processes.Tests.Support;

/// <summary>A bystander with a pid that another process had before.</summary>
internal sealed class RecycledPid : IDisposable
{
    private readonly Process _process;

    private RecycledPid(Process process) => _process = process;

    public bool IsAlive => !_process.HasExited;

    /// <summary>
    /// proc(5), ns_last_pid: the next pid is one more. If the system refuses that, any bystander must do.
    /// </summary>
    public static RecycledPid Take(int pid)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                File.WriteAllText("/proc/sys/kernel/ns_last_pid", $"{pid - 1}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                attempt = int.MaxValue - 1;
            }
            var process = Process.Start(new ProcessStartInfo("sleep", "30"))!;
            if (process.Id == pid || attempt >= 20) return new RecycledPid(process);
            new RecycledPid(process).Dispose();
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
