using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// One request to the scheduler of the cluster: finds the leader, asks it, and watches it until it has answered. What may be asked twice is asked
/// of the next leader, and so is what a leader that leaves did not take; what else is lost with its leader is answered with a failure.
/// </summary>
internal sealed class SchedulerRequestActor : ReceiveActor, IWithTimers
{
    // The proxy drops what it is told while it knows no leader for long; asking again costs nothing.
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
            // Also where the request is still to be sent, or is sent again: right behind it, so that it finds the batch.
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
        // Not by the timer, which would cost what is left of the tick of Akka's scheduler.
        _proxy.Tell(new FindLeader());
        FindAgain();
    }

    // Within what is left of the time.
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

    // It takes what the next leader is to know, and starts nothing.
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
        // It had said that it starts nothing any more, and was gone before it could say so again.
        else if (_leader!.Equals(_leaving)) FindAgain();
        else Fail($"the leader, {_leader.Path.Address}, was lost before it had answered. Calls under way are cancelled; what they had done is not known");
    }

    private void OnNotFound() => Fail(_leaving is null
        ? $"no leader of the cluster was found within {LongestFind.TotalSeconds:0} s; nothing was started"
        : $"the leader, {_leaving.Path.Address}, leaves and takes no new batches, and no other was found within {LongestFind.TotalSeconds:0} s; nothing was started");

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
