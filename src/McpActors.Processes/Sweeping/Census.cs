using System.Globalization;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Lists every process with a lineage on this machine, from one scan. Signals no process, and forgets no host.
/// Thread-safe.
/// </summary>
/// <param name="registry">The registry of hosts.</param>
internal sealed class Census(HostRegistry registry)
{
    // USER_HZ of proc_pid_stat(5): 100 on every architecture that .NET runs on (include/uapi/asm-generic/param.h).
    private const double TicksPerSecond = 100;

    /// <summary>Takes the census once.</summary>
    /// <exception cref="IOException">The process table cannot be read.</exception>
    public CensusReport Take()
    {
        var sight = new Sight(new ProcessTable(), null, registry, new SightMemory());
        sight.Look(new Dictionary<(int Pid, long StartTicks), LineageMark>(), once: false);
        var uptime = Uptime();
        var processes = sight.Verdicts
            .GroupBy(verdict => verdict.Mark)
            .SelectMany(lineage => Lineage([.. lineage.OrderBy(verdict => KeeperRow.Age(verdict.Row))], sight.Evidence, uptime))
            .ToLookup(process => process.Mark.Host);
        var hosts = sight.Claims.Hosts.Keys.Union(processes.Select(host => host.Key))
            .Select(tag => new CensusHost(
                tag, sight.Claims.Hosts.GetValueOrDefault(tag), [.. processes[tag].OrderBy(process => process.Mark.Lease)]));
        return new CensusReport(sight.Reach, [.. hosts.OrderBy(Place)], sight.RegistryFault);
    }

    private static IEnumerable<CensusProcess> Lineage(IReadOnlyList<Verdict> lineage, EvidenceReader evidence, TimeSpan uptime)
    {
        ProcessRow? keeper = KeeperRow.Is(lineage[0].Row) ? lineage[0].Row : null;
        Rung? rung = keeper is { } row && KeeperRow.RungOf(row) is var reached and not Rung.Self ? reached : null;
        // The keeper is the best source. Without a keeper, the environment of any process of the lineage names the
        // server.
        var server = (keeper is { } named ? KeeperRow.ServerOf(named) : null)
            ?? lineage.Select(verdict => evidence.EnvironmentOf(verdict.Row.Pid)).FirstOrDefault(found => found is not null)?.Server;
        return lineage.Select(verdict => new CensusProcess(
            new ProcessIdentity(verdict.Row.Pid, verdict.Row.StartTicks, ProcessIdentities.BootId),
            verdict.Row.Parent, verdict.Row.Name, verdict.Mark, verdict.Proof, server,
            StateOf(verdict.Standing, keeper is not null, rung), keeper?.Pid, rung,
            Age(verdict.Row, uptime), verdict.Row.ResidentPages * Environment.SystemPageSize));
    }

    private static CensusState StateOf(Standing standing, bool kept, Rung? rung) => (standing, kept, rung) switch
    {
        (_, _, not null) => CensusState.Stopping,
        (Standing.DeadHosts, _, _) => CensusState.DeadHosts,
        // Whichever host it belongs to, some process holds the keeper's stdin open.
        (_, true, _) => CensusState.Running,
        (Standing.Neighbours, _, _) => CensusState.Orphaned,
        _ => CensusState.Stray,
    };

    // Living hosts first, unknown hosts last; each group in order of registration.
    private static (HostStanding, DateTimeOffset, uint) Place(CensusHost host) =>
        (host.Registered?.Standing ?? HostStanding.Unreadable, host.Registered?.Facts?.Since ?? DateTimeOffset.MaxValue, host.Tag.Value);

    private static TimeSpan Age(in ProcessRow row, TimeSpan uptime)
    {
        var age = uptime - TimeSpan.FromSeconds(row.StartTicks / TicksPerSecond);
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    // proc_uptime(5): the clock of process start times, also inside a time namespace.
    private static TimeSpan Uptime() =>
        TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
}
