using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;
using McpActors.Processes.Sweeping;
using McpActors.Servers;

namespace McpActors.Reaping;

/// <summary>
/// Watches the end of every process whose owner is gone, hurries overdue ladders, and sweeps on request and at an
/// interval. It lives under /system with a termination hook, so that it outlives every actor that may hand over to it,
/// and the actor system ends only after its last sweep. Its state is the ledger: a restart loses nothing.
/// </summary>
internal sealed class OrphanReaperActor : ReceiveActor, IWithTimers
{
    // A ladder that is this late is overdue: the keeper is told to kill.
    internal static readonly TimeSpan OverdueMargin = TimeSpan.FromMilliseconds(250);

    // A process that is not extinct after this time is reported as a survivor.
    internal static readonly TimeSpan SurvivorMargin = TimeSpan.FromMilliseconds(750);

    // The delay before an unsettled lease is searched for again, in addition to every sweep.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<long> _watched = [];
    private readonly Queue<(Sweep Request, IActorRef ReplyTo)> _queue = new();
    private readonly LeaseLedger _ledger;
    private readonly LineageSweeper? _sweeper;
    private readonly ReaperSettings _settings;
    private RunningSweep? _sweep;
    private bool _willLook;

    public OrphanReaperActor(LeaseLedger ledger, LineageSweeper? sweeper, ReaperSettings settings)
    {
        _ledger = ledger;
        _sweeper = sweeper;
        _settings = settings;
        Receive<HandOver>(handOver =>
        {
            if (_ledger.Find(handOver.Lease) is { } lease) Watch(lease);
        });
        Receive<Overdue>(overdue => OnOverdue(overdue.Lease));
        Receive<GivenUp>(givenUp => OnGivenUp(givenUp.Lease));
        Receive<Ended>(ended => OnEnded(ended.Lease, ended.Exit));
        Receive<Sweep>(sweep =>
        {
            _queue.Enqueue((sweep, Sender));
            SweepNext();
        });
        // Ignore sweeps started before a restart.
        Receive<SweepDone>(done => OnSwept(done.Lineage), done => ReferenceEquals(done.Sweep, _sweep));
        Receive<SweepDone>(_ => { });
        Receive<LookForLost>(lost =>
        {
            _willLook = false;
            LineageResult.OfAsync(_sweeper).PipeTo(Self, success: found => new LostFound(lost.Reason, found));
        });
        Receive<LostFound>(found => OnLostFound(found.Reason, found.Lineage));
        Receive<TerminationHook>(_ => Self.Tell(new Sweep(SweepScope.Everything, "the actor system ends"), Sender));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LeaseLedger ledger, LineageSweeper? sweeper, ReaperSettings settings) =>
        Akka.Actor.Props.Create(() => new OrphanReaperActor(ledger, sweeper, settings));

    protected override void PreStart()
    {
        Context.Parent.Tell(RegisterTerminationHook.Instance);
        if (_settings.SweepInterval > TimeSpan.Zero)
        {
            var sweep = new Sweep(SweepScope.OrphansOnly, "interval");
            Timers.StartPeriodicTimer("interval", sweep, _settings.SweepInterval);
        }
        foreach (var orphan in Orphans()) Watch(orphan);
        // Hosts may have died before this one started.
        LookSoon("start");
    }

    protected override void PreRestart(Exception reason, object message)
    {
        var waiting = _queue.AsEnumerable();
        if (_sweep is { } sweep) waiting = sweep.Requests.Concat(waiting);
        // The restarted actor handles the pending requests; it finds every orphan in the ledger.
        foreach (var (request, replyTo) in waiting) Self.Tell(request, replyTo);
        base.PreRestart(reason, message);
    }

    private List<Lease> Orphans() => [.. _ledger.Open.Where(lease => lease.State == LeaseState.Orphaned)];

    private void Watch(Lease lease)
    {
        if (!_watched.Add(lease.Id)) return;
        lease.Extinct.PipeTo(Self, success: exit => new Ended(lease, exit));
        var left = lease.Ladder + OverdueMargin - (lease.Stopping ?? TimeSpan.Zero);
        Timers.StartSingleTimer(lease.Id, new Overdue(lease), left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void OnOverdue(Lease lease)
    {
        if (lease.Extinct.IsCompleted) return;
        _log.Warning("Process {0} of server '{1}' is overdue and is being killed", lease.Process?.Identity.Pid, lease.Server);
        lease.Hurry("its ladder was overdue");
        Timers.StartSingleTimer(lease.Id, new GivenUp(lease), SurvivorMargin);
    }

    // A keeper that does not obey the order to kill was stopped, or hangs: its processes are found without it.
    private void OnGivenUp(Lease lease)
    {
        if (lease.Extinct.IsCompleted) return;
        lease.GiveUpKeeper();
        LookSoon("a keeper did not do its work");
    }

    private void OnEnded(Lease lease, ExitReport exit)
    {
        // After a restart the end is reported twice: to the old and to the new actor.
        if (!_watched.Remove(lease.Id)) return;
        Timers.Cancel(lease.Id);
        if (exit.Confirmed)
        {
            Context.System.EventStream.Publish(new OrphanReaped(lease.Server, lease.Id, exit));
        }
        else if (lease.State == LeaseState.Orphaned)
        {
            _log.Warning("The keeper of server '{0}' (pid {1}, lease {2}) is gone: searching for its processes by lineage", lease.Server, exit.Pid, lease.Id);
            LookSoon("a keeper ended without proof");
        }
    }

    // Fifty keepers that end together need only one sweep.
    private void LookSoon(string reason)
    {
        if (_willLook) return;
        _willLook = true;
        Self.Tell(new LookForLost(reason));
    }

    private void OnLostFound(string reason, LineageResult lineage)
    {
        Publish(lineage);
        var report = lineage.AddTo(new SweepReport(SweepScope.OrphansOnly, [reason], _ledger.Open.Count, [], lineage.Elapsed));
        if (report.Processes.Count > 0 || report.Fault is not null) Context.System.EventStream.Publish(new SweepCompleted(report));
    }

    private void Publish(LineageResult lineage)
    {
        // Causes: a machine that starts processes faster than a scan can read, or a process that refuses signals.
        if (_ledger.Open.Any(lease => lease.State == LeaseState.Orphaned && lease.Extinct.IsCompleted))
            Timers.StartSingleTimer(nameof(LookForLost), new LookForLost("something was left"), RetryInterval);
        foreach (var lease in lineage.Report?.Settled ?? [])
            Context.System.EventStream.Publish(new OrphanReaped(lease.Server, lease.Id, lease.Extinct.Result with { Swept = true }));
        foreach (var process in lineage.Processes.Where(process => process.Outcome == SweepOutcome.Survived))
            Context.System.EventStream.Publish(new ProcessSurvived(process));
    }

    private void SweepNext()
    {
        if (_sweep is not null || _queue.Count == 0) return;
        // Requests with the same scope share a sweep, unless its scan had already begun when they were made.
        var scope = _queue.Peek().Request.Scope;
        var requests = new List<(Sweep Request, IActorRef ReplyTo)>();
        while (_queue.TryPeek(out var next) && next.Request.Scope == scope) requests.Add(_queue.Dequeue());

        var all = _ledger.Open;
        var targets = scope == SweepScope.Everything ? [.. all] : Orphans();
        if (scope == SweepScope.Everything)
        {
            foreach (var lease in targets) lease.Orphan("everything is being swept");
        }
        foreach (var lease in targets.Where(lease => !lease.Extinct.IsCompleted)) Watch(lease);
        var sweep = new RunningSweep(scope, requests, targets, all.Count - targets.Count, Stopwatch.GetTimestamp());
        _sweep = sweep;
        sweep.EndAsync(SurvivorMargin, _sweeper).PipeTo(Self, success: lineage => new SweepDone(sweep, lineage));
    }

    private void OnSwept(LineageResult lineage)
    {
        Publish(lineage);
        var report = _sweep!.Report(lineage);
        Context.System.EventStream.Publish(new SweepCompleted(report));
        foreach (var (_, replyTo) in _sweep.Requests)
        {
            if (replyTo.Equals(Context.Parent)) replyTo.Tell(TerminationHookDone.Instance);
            else if (!replyTo.Equals(Self) && !replyTo.IsNobody()) replyTo.Tell(report);
        }
        _sweep = null;
        SweepNext();
    }

    private sealed record Overdue(Lease Lease);

    private sealed record Ended(Lease Lease, ExitReport Exit) : IDeadLetterSuppression;

    private sealed record GivenUp(Lease Lease);

    private sealed record LookForLost(string Reason);

    private sealed record LostFound(string Reason, LineageResult Lineage) : IDeadLetterSuppression;

    private sealed record SweepDone(RunningSweep Sweep, LineageResult Lineage) : IDeadLetterSuppression;
}
