using System.Globalization;

namespace McpActors.Processes;

/// <summary>Reads what names a process for ever from <c>/proc</c>.</summary>
internal static class ProcessIdentities
{
    private static readonly Lazy<string> BootId = new(() => Read("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>The identity of a child. One that is extinct and reaped already has no start time any more.</summary>
    public static ProcessIdentity Of(int pid) => new(pid, StartTicks(Read($"/proc/{pid}/stat")), BootId.Value);

    // proc(5): field 2 may contain anything, so count from the last parenthesis; field 22 is then the 20th.
    private static long StartTicks(string stat) =>
        stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 19 } fields
            ? long.Parse(fields[19], CultureInfo.InvariantCulture)
            : 0;

    // Empty where the system does not tell.
    private static string Read(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
