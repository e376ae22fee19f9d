namespace McpActors.Processes.Tests.Support;

/// <summary>
/// A stray is judged, ends, and leaves its pid to a bystander. Run it where no other process gets pids.
/// </summary>
internal static class Recycling
{
    public static string Run()
    {
        var ledger = new LeaseLedger();
        var lease = ledger.Begin("closed", TimeSpan.FromSeconds(1));
        lease.StartFailed("the stray needs a lease that is over");
        var mark = lease.Lineage.Mark;
        Verdict verdict;
        int pid;
        using (var stray = Start("remarked", mark.Limit.ToString(CultureInfo.InvariantCulture)))
        {
            pid = stray.Pid;
            var table = new ProcessTable();
            table.Scan();
            verdict = Judge.All(table.Rows, new Claims { Self = Environment.ProcessId, Own = ledger.Host, LastLease = ledger.LastId }).Single(found => found.Row.Pid == pid);
        }

        try
        {
            File.WriteAllText("/proc/sys/kernel/ns_last_pid", $"{pid - 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"refused: {e.Message}";
        }
        using var bystander = Start("ignore-eof");
        using var target = Target.TryOpen(verdict, new EvidenceReader(new Claims { Self = Environment.ProcessId }));
        var report = new LineageSweeper(ledger, null).SweepAsync().GetAwaiter().GetResult();
        return $"judged {verdict.Standing}; recycled {bystander.Pid == pid}; opened {target is not null}; found {report.Findings.Count(finding => finding.Process.Pid == pid)}"
            + $"; alive {!bystander.Exited.IsCompleted && ProcView.IsAlive(pid)}";
    }

    private static StartedProcess Start(params string[] habit)
    {
        var process = StartedProcess.Start([Artifacts.Adversary, .. habit]);
        _ = process.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line").GetAwaiter().GetResult();
        return process;
    }
}
