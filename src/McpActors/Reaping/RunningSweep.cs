using System.Diagnostics;
using Akka.Actor;
using McpActors.Processes.Ledger;
using McpActors.Processes.Sweeping;

namespace McpActors.Reaping;

/// <summary>A sweep under way: what it looks at, and who waits for it. Immutable.</summary>
internal sealed record RunningSweep(
    SweepScope Scope, IReadOnlyList<(Sweep Request, IActorRef ReplyTo)> Requests, IReadOnlyList<Lease> Targets, int InUse, long Since)
{
    /// <summary>
    /// Gives the keepers their time, then looks at the machine for what has none. Never faulted.
    /// </summary>
    /// <param name="margin">How much later than its ladder an end may come.</param>
    /// <param name="sweeper">Finds processes by their lineage; null where the system has none.</param>
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
        // A ladder that is overdue already still gets the time that a kill takes.
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
