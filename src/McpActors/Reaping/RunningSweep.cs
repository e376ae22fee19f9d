using System.Diagnostics;
using Akka.Actor;
using McpActors.Processes.Ledger;

namespace McpActors.Reaping;

/// <summary>A sweep under way: what it looks at, and who waits for it. Immutable.</summary>
internal sealed record RunningSweep(
    SweepScope Scope, IReadOnlyList<(Sweep Request, IActorRef ReplyTo)> Requests, IReadOnlyList<Lease> Targets, int InUse, long Since)
{
    /// <summary>Completes when every target is extinct, or when the last ladder is overdue by <paramref name="margin"/>; never faulted.</summary>
    public async Task EndAsync(TimeSpan margin)
    {
        if (Targets.Count == 0) return;
        var bound = Targets.Max(lease => lease.Ladder - (lease.Stopping ?? TimeSpan.Zero)) + margin;
        // A ladder that is overdue already still gets the time that a kill takes.
        var wait = bound > margin ? bound : margin;
        await Task.WhenAny(Task.WhenAll(Targets.Select(lease => lease.Extinct)), Task.Delay(wait));
    }

    public SweepReport Report() => new(
        Scope,
        [.. Requests.Select(request => request.Request.Reason).Distinct()],
        InUse,
        [.. Targets.Select(Look)],
        Stopwatch.GetElapsedTime(Since));

    private static SweptProcess Look(Lease lease)
    {
        var exit = lease.Extinct.IsCompleted ? lease.Extinct.Result : null;
        var outcome = lease.State == LeaseState.Extinct ? SweepOutcome.Extinct : SweepOutcome.Survived;
        return new SweptProcess(lease.Server, lease.Id, lease.Process?.Identity.Pid, SweepProof.Ledger, outcome, exit);
    }
}
