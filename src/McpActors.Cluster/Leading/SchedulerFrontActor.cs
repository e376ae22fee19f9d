using Akka.Actor;
using McpActors.Configuration;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// The scheduler for a node's own actors. Each request is followed until it is answered, even if the leader is lost
/// meanwhile. Messages about one batch or one schedule reach the leader in order. <see cref="Props"/> cannot cross
/// nodes: a batch with such a job is run by this node's scheduler, and a schedule with one is refused.
/// </summary>
internal sealed class SchedulerFrontActor : ReceiveActor
{
    private readonly ClusterSettings _settings;
    private readonly IActorRef _leader;
    private readonly IActorRef _local;
    private readonly Dictionary<string, HashSet<IActorRef>> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<(object Change, IActorRef Requester)>> _changes = new(StringComparer.Ordinal);

    /// <param name="settings">The cluster's settings.</param>
    /// <param name="leader">Reaches the scheduler of the cluster.</param>
    /// <param name="local">The scheduler of this node.</param>
    public SchedulerFrontActor(ClusterSettings settings, IActorRef leader, IActorRef local)
    {
        _settings = settings;
        _leader = leader;
        _local = local;
        Receive<CancelBatch>(OnCancel);
        Receive<RunBatch>(local.Forward, run => OfProps(run.Jobs) is not null);
        Receive<RunBatch>(OnRun, run => run.BatchId is not null);
        Receive<BatchAnswered>(OnAnswered);
        Receive<PutSchedule>(put => Refuse(put.Schedule), put => OfProps(put.Schedule?.Jobs) is not null);
        Receive<PutSchedule>(put => InOrder(put.Schedule?.Name ?? "", put));
        Receive<RemoveSchedule>(remove => InOrder(remove.Name ?? "", remove));
        Receive<ChangeAnswered>(answered => NextChange(answered.Schedule));
        ReceiveAny(message => Follow(message, Sender));
    }

    private static ActorJob? OfProps(IReadOnlyList<Job>? jobs) => jobs?.OfType<ActorJob>().FirstOrDefault(job => job.Props is not null);

    private void OnRun(RunBatch run)
    {
        var request = Follow(run, Sender);
        Context.WatchWith(request, new BatchAnswered(run.BatchId!, request));
        if (!_batches.TryGetValue(run.BatchId!, out var requests)) _batches[run.BatchId!] = requests = [];
        requests.Add(request);
    }

    private void OnAnswered(BatchAnswered answered)
    {
        var requests = _batches[answered.BatchId];
        requests.Remove(answered.Request);
        if (requests.Count == 0) _batches.Remove(answered.BatchId);
    }

    // CancelBatch is not answered, so there is nothing to follow.
    private void OnCancel(CancelBatch cancel)
    {
        _local.Forward(cancel);
        // This node's requests may not have reached the leader yet, and the proxy takes another path.
        if (!_batches.TryGetValue(cancel.BatchId ?? "", out var requests)) _leader.Forward(cancel);
        else foreach (var request in requests) request.Forward(cancel);
    }

    private void InOrder(string schedule, object change)
    {
        if (_changes.TryGetValue(schedule, out var waiting))
        {
            waiting.Enqueue((change, Sender));
        }
        else
        {
            _changes[schedule] = [];
            BeginChange(schedule, change, Sender);
        }
    }

    private void NextChange(string schedule)
    {
        if (_changes[schedule].TryDequeue(out var next)) BeginChange(schedule, next.Change, next.Requester);
        else _changes.Remove(schedule);
    }

    private void BeginChange(string schedule, object change, IActorRef requester) =>
        Context.WatchWith(Follow(change, requester), new ChangeAnswered(schedule));

    // Props.Create with a type: an expression would be compiled on each call.
    private IActorRef Follow(object message, IActorRef requester) =>
        Context.ActorOf(Props.Create<SchedulerRequestActor>(_settings, message, requester, _leader));

    private void Refuse(ScheduleDefinition schedule)
    {
        var job = OfProps(schedule.Jobs)!.Name;
        Sender.Tell(new Status.Failure(new McpSchedulerException(
            $"Schedule '{schedule.Name}' has the job '{job}', which is made of Props: these cannot cross nodes. "
                + "Give them a name in McpActorsSetup.JobActors "
            + $"of every node that may lead, and put Job.ForActor(\"{job}\").")));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private sealed record BatchAnswered(string BatchId, IActorRef Request) : INoSerializationVerificationNeeded;

    private sealed record ChangeAnswered(string Schedule) : INoSerializationVerificationNeeded;
}
