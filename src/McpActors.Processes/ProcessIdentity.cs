namespace McpActors.Processes;

/// <summary>
/// Identifies one process for ever: a pid is recycled, but a pid with its start time and boot id is not.
/// </summary>
/// <param name="Pid">The process id in the host's pid namespace.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>, in clock ticks since boot; 0 on systems that do not
/// report it.</param>
/// <param name="BootId">The kernel's <c>/proc/sys/kernel/random/boot_id</c>; empty on systems that do not report
/// it.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId);
