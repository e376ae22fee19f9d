using Akka.Actor;
using McpActors.Reaping;

namespace McpActors.Cluster.Nodes;

/// <summary>One sweep over several nodes.</summary>
internal static class ClusterSweep
{
    /// <param name="context">The parent of the actor that gathers the reports.</param>
    /// <param name="nodes">The nodes to ask, each with the actor that takes <see cref="Sweep"/>.</param>
    /// <param name="missing">Nodes that should be asked but cannot be reached.</param>
    /// <param name="sweep">The request.</param>
    /// <param name="timeout">The timeout for all answers.</param>
    /// <param name="requester">The receiver of the combined report.</param>
    public static void Begin(
        IUntypedActorContext context, IEnumerable<(string Node, IActorRef Reaper)> nodes, IReadOnlyList<string> missing, Sweep sweep, TimeSpan timeout, IActorRef requester)
    {
        var asked = nodes.ToList();
        var lost = missing
            .Select(node => new NodeSweep(node, null, "it was lost, or cannot be reached; its keepers end its processes"))
            .ToList();
        context.ActorOf(GatherActor<ClusterSweepReport>.Props(asked, sweep, timeout, requester, answers =>
            Sum(sweep, [.. answers.Select(answer => new NodeSweep(answer.Node, answer.Answer, answer.Fault)), .. lost])));
    }

    private static ClusterSweepReport Sum(Sweep sweep, IReadOnlyList<NodeSweep> nodes)
    {
        var reports = nodes.Select(node => node.Report).OfType<ClusterSweepReport>().ToList();
        var silent = nodes.Where(node => node.Fault is not null).Select(node => $"{node.Node}: {node.Fault}").ToList();
        var faults = nodes.Where(node => node.Report?.Fault is not null).Select(node => $"{node.Node}: {node.Report!.Fault}").Concat(silent).ToList();
        return new ClusterSweepReport(
            sweep.Scope,
            [sweep.Reason],
            reports.Sum(report => report.InUse),
            [.. reports.SelectMany(report => report.Processes)],
            reports.Select(report => report.Elapsed).DefaultIfEmpty().Max())
        {
            LeftAlone = [.. reports.SelectMany(report => report.LeftAlone)],
            LeftOut = reports.Sum(report => report.LeftOut),
            Fault = faults.Count > 0 ? string.Join("; ", faults) : null,
            Nodes = nodes,
        };
    }
}
