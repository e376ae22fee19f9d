using Akka.Actor;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Placement;

/// <summary>
/// Replaces servers and reaper for the leader's scheduler: sends the call of each job to the most suitable node, runs
/// it elsewhere if that node is lost, and after a batch makes the participating nodes sweep.
/// </summary>
internal sealed class DispatchActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterParts _parts;
    private readonly IActorRef _ids;
    private readonly Dictionary<IActorRef, PlacedJob> _jobs = [];
    private readonly Dictionary<ActorPath, HashSet<string>> _batchNodes = [];
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);
    private readonly HashSet<IActorRef> _waiting = [];
    private readonly Dictionary<IActorRef, IActorRef> _reapers = [];

    /// <param name="parts">This node.</param>
    /// <param name="ids">Knows the nodes of sessions.</param>
    public DispatchActor(ClusterParts parts, IActorRef ids)
    {
        _parts = parts;
        _ids = ids;
        Receive<JobCall>(OnCall);
        // The job ends too, and its end cancels the call on any node.
        Receive<CancelCall>(_ => { });
        Receive<SessionAt>(OnSession);
        Receive<JobNotTaken>(refused =>
        {
            if (_jobs.TryGetValue(refused.Job, out var job)) Place(job.Refused());
        });
        Receive<LookAgain>(_ => PlaceWaiting());
        Receive<BatchSweep>(OnSweep);
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
        ReceiveAny(parts.Mcp.Servers.Forward);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void OnCall(JobCall call)
    {
        var job = new PlacedJob(Context.Watch(Sender), call, Now + _parts.Settings.Cluster.AnswerTimeout);
        _jobs[job.Actor] = job;
        if (call.Job.Session is { } session) FindSession(job, session);
        else Place(job);
    }

    private void FindSession(PlacedJob job, string session) =>
        _ids.Ask<IdAnswer>(new FindId(session), _parts.Settings.Cluster.AnswerTimeout).PipeTo(
            Self, success: answer => new SessionAt(job.Actor, answer.Node), failure: _ => new SessionAt(job.Actor, null));

    private void OnSession(SessionAt at)
    {
        if (!_jobs.TryGetValue(at.Job, out var job)) return;
        if (at.Node is not null && _parts.View.Nodes.TryGetValue(at.Node, out var node)) Send(job, node);
        else Fail(job, ServerFailure.NoNode, $"Session '{job.Job.Session}' is not open on any node, so {Tool(job)} was not called.");
    }

    private void Place(PlacedJob job)
    {
        var role = job.Job.Role;
        // A server that the cluster has once runs on one node: the job depends on that node alone, not on one in
        // between.
        var isSingleton = _parts.PlacementOf(job.Call.Server) == ServerPlacement.Singleton;
        var nodes = _parts.View.For(job.Call.Server, role).Where(node => (!isSingleton || node.HasSingletons) && !job.NotOn.Contains(node.Node));
        if (ClusterView.LeastLoaded(nodes, Given) is { } best)
        {
            Send(job, best);
        }
        else if (Now < job.PlaceUntil)
        {
            _waiting.Add(job.Actor);
            if (!Timers.IsTimerActive(LookAgain.Instance)) Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _parts.Settings.Cluster.LookInterval);
        }
        else
        {
            var needed = role is null ? $"has server '{job.Call.Server}'" : $"has server '{job.Call.Server}' and role '{role}'";
            var known = string.Join(", ", _parts.View.Nodes.Keys.Order(StringComparer.Ordinal));
            var once = isSingleton ? ", which the cluster has once" : "";
            Fail(job, ServerFailure.NoNode, $"{Tool(job)} was not called: no node that takes new work {needed}{once}{job.Because}. Nodes: {known}.",
                job.Because.Length == 0 ? RequestOutcome.NotSent : RequestOutcome.Unknown);
        }
    }

    private int Given(string node) => _given.GetValueOrDefault(node);

    private void PlaceWaiting()
    {
        var waiting = _waiting.ToList();
        _waiting.Clear();
        foreach (var actor in waiting)
            if (_jobs.TryGetValue(actor, out var job)) Place(job);
    }

    private void Send(PlacedJob job, NodeReport node)
    {
        TakeBack(job);
        job.Node = node.Node;
        job.Agent = Context.Watch(node.Agent);
        _given[node.Node] = Given(node.Node) + 1;
        var batch = job.Actor.Path.Parent;
        if (!_batchNodes.TryGetValue(batch, out var nodes)) _batchNodes[batch] = nodes = new HashSet<string>(StringComparer.Ordinal);
        nodes.Add(node.Node);
        // Other schedulers have jobs with the same names; cancelling ours must not cancel their calls.
        var run = new RunCall(job.Actor, job.Call with { CallId = $"{job.Call.CallId} of {_parts.SelfLife}" }, job.Job.Session);
        if (_parts.Frame.Reaches(run, node.Agent, out var bytes)) node.Agent.Tell(run);
        else job.Actor.Tell(new Status.Failure(_parts.Frame.TooLong(job.Call, bytes)));
    }

    private void TakeBack(PlacedJob job)
    {
        if (job.Node is { } before && _given.TryGetValue(before, out var count)) _given[before] = Math.Max(0, count - 1);
        job.Node = null;
    }

    private void OnTerminated(IActorRef gone)
    {
        foreach (var (reaper, _) in _reapers.Where(shared => shared.Value.Equals(gone)).ToList()) _reapers.Remove(reaper);
        if (_jobs.Remove(gone, out var ended))
        {
            TakeBack(ended);
            _waiting.Remove(gone);
            return;
        }
        foreach (var job in _jobs.Values.Where(job => job.Node is not null && gone.Equals(job.Agent)).ToList())
        {
            var lost = job.Node!;
            TakeBack(job);
            if (job.Retries < job.Job.NodeRetries && job.Job.Session is null)
            {
                job.Retries++;
                _log.Warning("Node {0} was lost while it ran {1} of batch job {2}; running it elsewhere (retry {3}).", lost, Tool(job), job.Call.CallId, job.Retries);
                Place(job.Lost(lost, Now + _parts.Settings.Cluster.AnswerTimeout));
            }
            else
            {
                Fail(job, ServerFailure.NoNode,
                    $"Node {lost} was lost while it ran {Tool(job)}. The call's effects are not known; the node's keepers end its processes.", RequestOutcome.Unknown);
            }
        }
        _given.Remove(gone.Path.Address.ToString());
    }

    private void OnSweep(BatchSweep batch)
    {
        // A batch whose jobs were never placed has used no node; then only this node sweeps.
        var tookPart = _batchNodes.Remove(Sender.Path, out var nodes) ? nodes : [_parts.Self];
        if (batch.HasActors) tookPart.Add(_parts.Self);
        var view = _parts.View.Nodes;
        var known = tookPart.ToLookup(view.ContainsKey);
        ClusterSweep.Begin(
            Context,
            known[true].Select(node => (node, Shared(view[node].Reaper))),
            [.. known[false]],
            batch.Sweep,
            _parts.Settings.Cluster.SweepTimeout,
            Sender);
    }

    private IActorRef Shared(IActorRef reaper)
    {
        if (_reapers.TryGetValue(reaper, out var shared)) return shared;
        var timeout = _parts.Settings.Cluster.SweepTimeout;
        return _reapers[reaper] = Context.Watch(Context.ActorOf(Props.Create(() => new SharedSweepsActor(reaper, timeout))));
    }

    private static void Fail(PlacedJob job, ServerFailure failure, string why, RequestOutcome outcome = RequestOutcome.NotSent) =>
        job.Actor.Tell(new Status.Failure(new McpServerException(job.Call.Server, failure, why) { Outcome = outcome }));

    private static string Tool(PlacedJob job) => $"tool '{job.Call.Tool}' of server '{job.Call.Server}'";

    private sealed record SessionAt(IActorRef Job, string? Node);

    private sealed record LookAgain
    {
        public static LookAgain Instance { get; } = new();
    }
}
