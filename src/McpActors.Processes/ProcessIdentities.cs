using McpActors.Processes.Scanning;

namespace McpActors.Processes;

/// <summary>Reads what names a process for ever from <c>/proc</c>.</summary>
internal static class ProcessIdentities
{
    private static readonly Lazy<string> Boot = new(ReadBootId);

    /// <summary>This boot's id; empty where the system does not tell.</summary>
    public static string BootId => Boot.Value;

    /// <summary>The identity of a child. One that is extinct and reaped already has no start time any more.</summary>
    public static ProcessIdentity Of(int pid) =>
        new(pid, OperatingSystem.IsLinux() && ProcessTable.TryRead(pid, out var row) ? row.StartTicks : 0, BootId);

    private static string ReadBootId()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
