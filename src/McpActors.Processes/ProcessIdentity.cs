namespace McpActors.Processes;

/// <summary>Names one process for ever: a pid alone is recycled, a pid with its start time and the boot it belongs to is not.</summary>
/// <param name="Pid">The process id in our pid namespace.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>, in clock ticks since boot; 0 where the system does not tell.</param>
/// <param name="BootId">The kernel's <c>/proc/sys/kernel/random/boot_id</c>; empty where the system does not tell.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId);
