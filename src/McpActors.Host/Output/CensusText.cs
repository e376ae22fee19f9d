using System.Globalization;
using McpActors.Processes.Registry;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Output;

/// <summary>
/// The output of <c>ps</c> for people: each host with its processes, in the same columns for all hosts.
/// </summary>
internal static class CensusText
{
    private const int LongestName = 40, MostUnheld = 10;

    private static readonly string[] Header = ["server", " lease", " pid", " parent", "name", "state", "rung", " age", " memory", "containment"];

    public static string Of(CensusReport census)
    {
        var lines = new List<string>();
        var shown = census.Hosts.ToDictionary(host => host, Shown);
        var rows = Columns.Layout(Header, [.. census.Hosts.SelectMany(host => shown[host]).Select(Row)]).Split('\n');
        var next = 1;
        foreach (var host in census.Hosts)
        {
            lines.Add(Host(host));
            var count = shown[host].Count;
            if (count > 0) lines.AddRange(rows[next..(next += count)].Prepend(rows[0]).Select(row => "  " + row));
            if (host.Processes.Count > count)
                lines.Add($"  and {Text.Of(host.Processes.Count - count)} more that no keeper holds (--json lists all)");
        }
        if (census.Hosts.Count == 0) lines.Add("No host is running, and no process of a host is left.");
        if (!census.Scan.Complete) lines.Add($"There may be more processes: {census.Scan.Describe()}.");
        return string.Join('\n', lines);
    }

    /// <summary>A name that a program chose, made safe for a column.</summary>
    public static string Name(string? name) => name is null ? "?" : Printable.Text(Printable.FirstLine(name, LongestName)).Replace('\t', ' ');

    // Anybody can put a mark on any number of processes, so only a few of them are listed for each host.
    private static List<CensusProcess> Shown(CensusHost host)
    {
        var unheld = 0;
        return [.. host.Processes.Where(process => process.State is not (CensusState.Stray or CensusState.Orphaned) || ++unheld <= MostUnheld)];
    }

    private static string Host(CensusHost host)
    {
        var who = host.Registered switch
        {
            null => "unknown: it is not registered here",
            { Facts: null } => "unknown: its file cannot be read",
            { Facts: var facts, Standing: var standing } => $"{Name(facts.Name)} pid {Text.Of(facts.Pid)}, {Life(standing)}",
        };
        return $"host {host.Tag}  {who}{(host.Processes.Count == 0 ? ", no processes" : "")}";
    }

    private static string Life(HostStanding standing) => standing switch
    {
        HostStanding.Alive => "alive",
        HostStanding.Dead => "dead",
        HostStanding.AnotherBoot => "of another boot",
        HostStanding.AnotherNamespace => "of another pid namespace",
        _ => "unknown",
    };

    private static string[] Row(CensusProcess process) =>
    [
        Name(process.Server), process.Mark.Lease.ToString(CultureInfo.InvariantCulture), Text.Of(process.Process.Pid),
        Text.Of(process.Parent), Name(process.Name), State(process.State), process.Rung is { } rung ? Text.Of(rung) : "-",
        Text.Of(process.Age), Text.Size(process.ResidentBytes), process.Containment is { } held ? Text.Of(held) : "none",
    ];

    private static string State(CensusState state) => state == CensusState.DeadHosts ? "dead host's" : state.ToString().ToLowerInvariant();
}
