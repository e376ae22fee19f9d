using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// One request to the cluster's scheduler: finds the leader, asks it, and watches it until it answers. A repeatable
/// request is sent to the next leader if its leader is lost, and so is a batch that a leaving leader did not take; any
/// other request fails with its leader.
/// </summary>
internal sealed class SchedulerRequestActor : ReceiveActor, IWithTimers
{
    // Without a known leader the proxy drops messages after a while; asking again costs nothing.
    private static readonly TimeSpan FindInterval = TimeSpan.FromMilliseconds(500);

    // Longer than any downing strategy's usual time to settle.
    private static readonly TimeSpan LongestFind = TimeSpan.FromMinutes(1);

    private readonly object _request;
    private readonly IActorRef _requester;
    private readonly IActorRef _proxy;
    private IActorRef? _leader;
    private IActorRef? _leaving;
    private CancelBatch? _cancel;
    private TimeSpan _findUntil;

    public SchedulerRequestActor(object request, IActorRef requester, IActorRef proxy)
    {
        _request = request;
        _requester = requester;
        _proxy = proxy;
        Receive<LeaderFound>(found => OnFound(found.Leader));
        Receive<LeaderLeaves>(leaves => OnLeaves(leaves.Leader));
        Receive<BatchNotTaken>(_ => OnNotTaken());
        Receive<FindLeader>(find => _proxy.Tell(find));
        Receive<CancelBatch>(cancel =>
        {
            // Also if the request was not sent yet, or is sent again: right behind it, so that the leader finds the
            // batch.
            _cancel = cancel;
            _leader?.Tell(cancel);
        });
        Receive<ReceiveTimeout>(_ => OnNotFound());
        Receive<Terminated>(gone => OnLost(), gone => gone.ActorRef.Equals(_leader));
        ReceiveAny(Answer);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart() => Find();

    private void Find()
    {
        _findUntil = Now + LongestFind;
        // A timer would wait for the next tick of Akka's scheduler.
        _proxy.Tell(new FindLeader());
        FindAgain();
    }

    // Within the remaining time.
    private void FindAgain()
    {
        _leader = null;
        Timers.StartPeriodicTimer(nameof(FindLeader), new FindLeader(), FindInterval, FindInterval);
        var left = _findUntil - Now;
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void OnFound(IActorRef leader)
    {
        if (_leader is not null) return;
        Timers.CancelAll();
        var frame = new FrameLimit(Context.System);
        if (!frame.Reaches(_request, leader, out var bytes))
        {
            Answer(new Status.Failure(frame.TooLong(_request, bytes)));
            return;
        }
        _leader = Context.Watch(leader);
        leader.Tell(_request);
        if (_cancel is not null) leader.Tell(_cancel);
    }

    // A leaving leader stores changes for the next one, and starts nothing.
    private void OnLeaves(IActorRef leader)
    {
        if (_request is RunBatch) _leaving = leader;
        else OnFound(leader);
    }

    private void OnNotTaken()
    {
        _leaving = Context.Unwatch(_leader);
        FindAgain();
    }

    private void OnLost()
    {
        if (_request is GetSchedules or PutSchedule) Find();
        // The leader had refused new work, and was lost before it could refuse this request again.
        else if (_leader!.Equals(_leaving)) FindAgain();
        else Fail($"the leader, {_leader.Path.Address}, was lost before it answered. "
            + "Calls in flight are cancelled; their effects are not known");
    }

    private void OnNotFound() => Fail(_leaving is null
        ? $"no leader of the cluster was found within {LongestFind.TotalSeconds:0} s; nothing was started"
        : $"the leader, {_leaving.Path.Address}, is leaving and takes no new batches, and no other leader was found within {LongestFind.TotalSeconds:0} s; nothing was started");

    private void Fail(string why)
    {
        var what = _request is RunBatch run ? $"Batch '{run.BatchId ?? run.Name}'" : _request.GetType().Name;
        Answer(new Status.Failure(new McpSchedulerException($"{what} has no answer: {why}.")));
    }

    private void Answer(object answer)
    {
        _requester.Tell(answer, _leader ?? ActorRefs.NoSender);
        Context.Stop(Self);
    }
}
