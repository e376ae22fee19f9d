namespace McpActors.Testing;

/// <summary>How a process ended: exactly one member is set.</summary>
internal readonly record struct WaitResult(int? ExitCode, int? Signal)
{
    public static WaitResult From(int status) =>
        (status & 0x7f) == 0 ? new WaitResult((status >> 8) & 0xff, null) : new WaitResult(null, status & 0x7f);
}
