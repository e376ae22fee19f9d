using McpActors.Processes;
using McpActors.Reaping;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// Shortens a sweep report for other nodes. A machine may be full of marked processes without a provable owner: a row
/// for each of them would cross the cluster after every batch, and could exceed the longest message.
/// </summary>
internal static class SweepRows
{
    /// <summary>The maximum number of rows in one node's report.</summary>
    public const int Most = 50;

    private const int MostText = 500;
    private const int MostStderrLines = 10;

    /// <summary>
    /// The report without processes of unknown owners, and with at most <see cref="Most"/> rows, survivors first.
    /// </summary>
    public static ClusterSweepReport ForOtherNodes(SweepReport report)
    {
        var kept = report.Processes.OrderBy(process => process.Outcome != SweepOutcome.Survived).Take(Most).Select(Short).ToList();
        return new ClusterSweepReport(report.Scope, [.. report.Reasons.Take(Most).Select(Short)], report.InUse, kept, report.Elapsed)
        {
            LeftOut = report.LeftAlone.Count + report.Processes.Count - kept.Count,
            Scan = report.Scan,
            Fault = report.Fault is { } fault ? Short(fault) : null,
        };
    }

    private static SweptProcess Short(SweptProcess process) => process with
    {
        Name = process.Name is { } name ? Short(name) : null,
        Why = process.Why is { } why ? Short(why) : null,
        Exit = process.Exit is { } exit ? Short(exit) : null,
    };

    private static ExitReport Short(ExitReport exit) => exit with
    {
        StartError = exit.StartError is { } error ? Short(error) : null,
        Reason = exit.Reason is { } reason ? Short(reason) : null,
        StderrTail = [.. exit.StderrTail.TakeLast(MostStderrLines).Select(Short)],
        StdoutTail = [.. exit.StdoutTail.TakeLast(MostStderrLines).Select(Short)],
    };

    private static string Short(string text) => text.Length <= MostText ? text : string.Concat(text.AsSpan(0, MostText), "...");
}
