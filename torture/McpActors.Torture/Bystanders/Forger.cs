namespace McpActors.Torture.Bystanders;

/// <summary>
/// Another user, who sets a host's marks on processes of its own. None of them belongs to that host, so all must live.
/// They end by themselves after half a minute.
/// </summary>
internal sealed class Forger : IDisposable
{
    public const int User = 12345;

    // A mark is 2^62, the tag of the host in the high word, and the lease in the low one.
    private const ulong LeaseBits = uint.MaxValue, NeverGivenOut = 1_000_000;

    private readonly StartedProcess _process;
    private readonly int _count;

    private Forger(StartedProcess process, int count) => (_process, _count) = (process, count);

    /// <param name="keeper">A keeper of the host whose marks are forged: anybody may read its mark.</param>
    /// <param name="count">The number of processes.</param>
    /// <param name="closed">Whether to use the mark of the host's first lease, or of one that it never gave
    /// out.</param>
    public static async Task<Forger> StartAsync(int keeper, int count, bool closed)
    {
        var process = StartedProcess.Start([Artifacts.Adversary, "forges-marks", count.ToString(CultureInfo.InvariantCulture), User.ToString(CultureInfo.InvariantCulture)]);
        await process.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line of a forger");
        var mark = (ProcView.ResidentLimit(keeper) & ~LeaseBits) | (closed ? 1 : NeverGivenOut);
        process.Write(mark.ToString(CultureInfo.InvariantCulture) + "\n");
        await process.Stdout.Next(line => line.StartsWith("marked", StringComparison.Ordinal), "forged marks");
        return new Forger(process, count);
    }

    /// <summary>Its dead processes; empty if all is well.</summary>
    public IReadOnlyList<string> Dead()
    {
        var alive = ProcessTree.Children(_process.Pid).Count(ProcView.IsAlive);
        return _process.Exited.IsCompleted || alive == _count ? [] : [$"{_count - alive} of {_count} processes of another user that bear a forged mark"];
    }

    public void Dispose()
    {
        // It ends its own processes; if it were killed, they would be left to us.
        _process.CloseStdin();
        _process.Exited.Wait(Patience.Limit);
        _process.Dispose();
    }
}
