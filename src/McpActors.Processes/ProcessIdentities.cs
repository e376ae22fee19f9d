using System.Globalization;

namespace McpActors.Processes;

/// <summary>Reads what names a process for ever from <c>/proc</c>.</summary>
internal static class ProcessIdentities
{
    private static readonly Lazy<string> BootId = new(() =>
        OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "");

    /// <summary>The identity of a process that cannot have been recycled, because we are its parent and have not reaped it.</summary>
    public static ProcessIdentity Of(int pid) => new(pid, StartTicks(pid), BootId.Value);

    private static long StartTicks(int pid)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // proc(5): field 2 may contain anything, so count from the last parenthesis; field 22 is then the 20th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
