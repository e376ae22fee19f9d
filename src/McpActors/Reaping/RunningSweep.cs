using System.Diagnostics;
using Akka.Actor;
using McpActors.Processes.Ledger;
using McpActors.Processes.Sweeping;

namespace McpActors.Reaping;

/// <summary>A sweep in progress: its targets, and the senders of its requests. Immutable.</summary>
internal sealed record RunningSweep(
    SweepScope Scope, IReadOnlyList<(Sweep Request, IActorRef ReplyTo)> Requests, IReadOnlyList<Lease> Targets, int InUse, long Since)
{
    /// <summary>
    /// Waits for the keepers' ladders, then scans the machine for processes without a keeper. Never faulted.
    /// </summary>
    /// <param name="margin">The time beyond its ladder in which a process may end.</param>
    /// <param name="sweeper">The sweeper by lineage; null on systems without lineage.</param>
    public async Task<LineageResult> EndAsync(TimeSpan margin, LineageSweeper? sweeper)
    {
        await AwaitKeepersAsync(margin);
        foreach (var late in Targets.Where(lease => !lease.Extinct.IsCompleted)) late.GiveUpKeeper();
        return await LineageResult.OfAsync(sweeper);
    }

    public SweepReport Report(LineageResult lineage) => lineage.AddTo(new SweepReport(
        Scope,
        [.. Requests.Select(request => request.Request.Reason).Distinct()],
        InUse,
        [.. Targets.Select(Look)],
        Stopwatch.GetElapsedTime(Since)));

    private async Task AwaitKeepersAsync(TimeSpan margin)
    {
        if (Targets.Count == 0) return;
        var bound = Targets.Max(lease => lease.Ladder - (lease.Stopping ?? TimeSpan.Zero)) + margin;
        // An overdue ladder still gets the time that a kill takes.
        var wait = bound > margin ? bound : margin;
        await Task.WhenAny(Task.WhenAll(Targets.Select(lease => lease.Extinct)), Task.Delay(wait));
    }

    private static SweptProcess Look(Lease lease)
    {
        var exit = lease.Extinct.IsCompleted ? lease.Extinct.Result : null;
        var outcome = (lease.State, exit) switch
        {
            (LeaseState.Extinct, { Confirmed: true }) => SweepOutcome.Extinct,
            (LeaseState.Extinct, _) => SweepOutcome.Ended,
            _ => SweepOutcome.Survived,
        };
        return new SweptProcess(lease.Server, lease.Id, lease.Process?.Identity.Pid, Standing.HandedOver, SweepProof.Ledger, outcome, exit);
    }
}
