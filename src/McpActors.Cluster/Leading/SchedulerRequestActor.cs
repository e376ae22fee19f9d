using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// One request to the scheduler of the cluster: finds the leader, asks it, and watches it until it has answered. What may be asked twice is asked
/// of the next leader; what may not is answered with a failure.
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

    public SchedulerRequestActor(object request, IActorRef requester, IActorRef proxy)
    {
        _request = request;
        _requester = requester;
        _proxy = proxy;
        Receive<LeaderFound>(found => OnFound(found.Leader));
        Receive<FindLeader>(find => _proxy.Tell(find));
        Receive<ReceiveTimeout>(_ => Fail($"no leader of the cluster was found within {LongestFind.TotalSeconds:0} s; nothing was started"));
        Receive<Terminated>(_ => OnLost());
        ReceiveAny(Answer);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Find();

    private void Find()
    {
        _leader = null;
        Timers.StartPeriodicTimer(nameof(FindLeader), new FindLeader(), TimeSpan.Zero, FindInterval);
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, LongestFind);
    }

    private void OnFound(IActorRef leader)
    {
        if (_leader is not null) return;
        Timers.CancelAll();
        _leader = Context.Watch(leader);
        leader.Tell(_request);
    }

    private void OnLost()
    {
        if (_request is GetSchedules or PutSchedule) Find();
        else Fail($"the leader, {_leader!.Path.Address}, was lost before it had answered. Calls under way are cancelled; what they had done is not known");
    }

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
