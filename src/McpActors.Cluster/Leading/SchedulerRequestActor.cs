using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Relays;
using McpActors.Cluster.Wire;
using McpActors.Configuration;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// One request to the cluster's scheduler: finds the leader, asks it, and watches it until it answers. A repeatable
/// request is sent to the next leader if its leader is lost, and so is a batch that a leaving leader did not take; any
/// other request fails with its leader.
/// </summary>
internal sealed class SchedulerRequestActor : FollowedRequestActor
{
    private readonly object _request;
    private readonly IActorRef _requester;
    private readonly IActorRef _proxy;
    private IActorRef? _leaving;
    private CancelBatch? _cancel;

    public SchedulerRequestActor(ClusterSettings settings, object request, IActorRef requester, IActorRef proxy)
        : base(settings)
    {
        _request = request;
        _requester = requester;
        _proxy = proxy;
        Receive<LeaderFound>(found => OnFound(found.Leader));
        Receive<LeaderLeaves>(leaves => OnLeaves(leaves.Leader));
        Receive<BatchNotTaken>(_ => OnNotTaken());
        Receive<CancelBatch>(cancel =>
        {
            // Also if the request was not sent yet, or is sent again: right behind it, so that the leader finds the
            // batch.
            _cancel = cancel;
            Followed?.Tell(cancel);
        });
        ReceiveAny(Answer);
    }

    protected override void Look() => _proxy.Tell(new FindLeader());

    protected override void Send(IActorRef followed)
    {
        var frame = new FrameLimit(Context.System);
        if (!frame.Reaches(_request, followed, out var bytes))
        {
            Answer(new Status.Failure(frame.TooLong(_request, bytes)));
            return;
        }
        followed.Tell(_request);
        if (_cancel is not null) followed.Tell(_cancel);
    }

    protected override void OnLost()
    {
        if (_request is GetSchedules or PutSchedule) Find();
        // The leader had refused new work, and was lost before it could refuse this request again.
        else if (Followed!.Equals(_leaving)) FindAgain();
        else Fail($"the leader, {Followed.Path.Address}, was lost before it answered. "
            + "Calls in flight are cancelled; their effects are not known");
    }

    protected override void OnNotFound(string within) => Fail(_leaving is null
        ? $"no leader of the cluster was found within {within}; nothing was started"
        : $"the leader, {_leaving.Path.Address}, is leaving and takes no new batches, and no other leader was found within {within}; nothing was started");

    // A leaving leader stores changes for the next one, and starts nothing.
    private void OnLeaves(IActorRef leader)
    {
        if (_request is RunBatch) _leaving = leader;
        else OnFound(leader);
    }

    private void OnNotTaken()
    {
        _leaving = Followed;
        FindAgain();
    }

    private void Fail(string why)
    {
        var what = _request is RunBatch run ? $"Batch '{run.BatchId ?? run.Name}'" : _request.GetType().Name;
        Answer(new Status.Failure(new McpSchedulerException($"{what} has no answer: {why}.")));
    }

    private void Answer(object answer)
    {
        _requester.Tell(answer, Followed ?? ActorRefs.NoSender);
        Context.Stop(Self);
    }
}
