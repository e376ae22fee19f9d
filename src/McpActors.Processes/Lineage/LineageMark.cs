using System.Globalization;

namespace McpActors.Processes.Lineage;

/// <summary>
/// The mark of every descendant of a server: its soft RLIMIT_RSS. Linux has ignored this limit since 2.4; it is
/// inherited over fork(2), execve(2), setsid(2) and a wiped environment, and is field 25 of the world-readable
/// <c>/proc/PID/stat</c> (proc_pid_stat(5)). Other programs never set a limit of 2^62 bytes or more, except
/// "unlimited".
/// </summary>
/// <param name="Host">The host that started the server.</param>
/// <param name="Lease">The low 32 bits of the lease's id.</param>
public readonly record struct LineageMark(HostTag Host, uint Lease)
{
    private const ulong First = 1UL << 62;

    /// <summary>The mark as a value of the limit, in [2^62, 2^63).</summary>
    public ulong Limit => First | ((ulong)Host.Value << 32) | Lease;

    /// <summary>The mark of a lease.</summary>
    public static LineageMark Of(HostTag host, long lease) => new(host, unchecked((uint)lease));

    /// <summary>The mark in a soft RLIMIT_RSS; null if the limit is not a mark.</summary>
    public static LineageMark? From(ulong limit) =>
        limit >> 62 == 1 ? new LineageMark(new HostTag((uint)(limit >> 32) & ((1u << HostTag.Bits) - 1)), (uint)limit) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}/{Lease}");
}
