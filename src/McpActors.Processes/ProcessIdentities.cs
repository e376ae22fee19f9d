using McpActors.Processes.Scanning;

namespace McpActors.Processes;

/// <summary>Reads process identities from <c>/proc</c>.</summary>
internal static class ProcessIdentities
{
    private static readonly Lazy<string> Boot = new(ReadBootId);

    /// <summary>The id of this boot; empty on systems that do not report it.</summary>
    public static string BootId => Boot.Value;

    /// <summary>The identity of a child. The start time is 0 if the child has already been reaped.</summary>
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
