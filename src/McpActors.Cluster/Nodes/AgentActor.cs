using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// Represents a node to the others: reports its state, runs the jobs that the leader places here, and handles other
/// nodes' requests to its servers and sessions.
/// </summary>
internal sealed class AgentActor : ReceiveActor, IWithTimers
{
    /// <summary>The name of each node's agent.</summary>
    public const string Name = "mcp-node";

    private readonly ClusterParts _parts;
    private readonly Func<Claims> _claims;
    private readonly IActorRef _reaper;
    private readonly HashSet<IActorRef> _listeners = [];
    // The running jobs, with the nodes that asked for them.
    private readonly Dictionary<IActorRef, Address> _jobs = [];
    private readonly List<IActorRef> _waiting = [];
    private IReadOnlyList<string> _servers;
    private bool _draining;
    private bool _hasSingletons;

    /// <param name="parts">This node.</param>
    /// <param name="claims">Returns the session ids that it holds.</param>
    /// <param name="reaper">The node's reaper, for other nodes.</param>
    public AgentActor(ClusterParts parts, Func<Claims> claims, IActorRef reaper)
    {
        _parts = parts;
        _claims = claims;
        _reaper = reaper;
        _servers = [.. parts.Settings.Servers.Keys];
        Receive<NodeHello>(hello =>
        {
            if (_listeners.Add(hello.Listener)) Context.Watch(hello.Listener);
            hello.Listener.Tell(Report());
        });
        Receive<TellAll>(_ => TellListeners());
        Receive<ServerNames>(names =>
        {
            _servers = names.Names;
            TellListeners();
        });
        Receive<GetClaims>(_ => Sender.Tell(_claims()));
        Receive<RunCall>(OnRun);
        Receive<RunRequest>(OnRun);
        Receive<OpenSession>(OnOpen);
        Receive<HasSingletons>(has =>
        {
            _hasSingletons = has.Now;
            TellListeners();
        });
        Receive<DrainNode>(_ =>
        {
            _draining = true;
            TellListeners();
            Sender.Tell(Done.Instance);
        });
        Receive<AwaitJobs>(_ =>
        {
            _waiting.Add(Sender);
            AnswerWhenNoJobIsLeft();
        });
        Receive<Terminated>(gone =>
        {
            if (_listeners.Remove(gone.ActorRef)) OnNodeLost(gone.ActorRef.Path.Address);
            else if (_jobs.Remove(gone.ActorRef)) AnswerWhenNoJobIsLeft();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(TellAll.Instance, TellAll.Instance, _parts.Settings.Cluster.ReportInterval);

    private void OnRun(RunCall run)
    {
        if (run.Session is { } session) Begin(run.Job, new SessionMessage(session, run.Call), _parts.Mcp.Sessions, isJob: true);
        else if (_draining) Sender.Tell(new JobNotTaken(run.Job));
        else Begin(run.Job, run.Call, _parts.Mcp.Servers, isJob: true);
    }

    private void OnRun(RunRequest run)
    {
        // Messages to a session are handled until the session itself ends.
        if (run.Message is SessionMessage or CloseSession) Begin(run.Requester, run.Message, _parts.Mcp.LocalSessions, isJob: false);
        else if (_draining || IsElsewhere(((IServerMessage)run.Message).Server)) Sender.Tell(new JobNotTaken(run.Requester));
        else Begin(run.Requester, run.Message, _parts.Mcp.LocalServers, isJob: false);
    }

    private void Begin(IActorRef requester, object message, IActorRef whom, bool isJob) => _jobs.Add(
        Context.Watch(Context.ActorOf(NodeRequestActor.Props(requester, message, whom, _parts.Frame, isJob))), requester.Path.Address);

    private void OnNodeLost(Address node)
    {
        foreach (var (request, _) in _jobs.Where(job => job.Value.Equals(node))) Context.Stop(request);
    }

    private void OnOpen(OpenSession open)
    {
        if (_draining || IsElsewhere(open.Server)) Sender.Tell(new JobNotTaken(Sender));
        else _parts.Mcp.LocalSessions.Forward(open);
    }

    // After the hand-over of the servers that the cluster has once, this node must not start them again.
    private bool IsElsewhere(string? server) => !_hasSingletons && _parts.PlacementOf(server ?? "") == ServerPlacement.Singleton;

    private void TellListeners()
    {
        if (_listeners.Count == 0) return;
        var report = Report();
        foreach (var listener in _listeners) listener.Tell(report);
    }

    private NodeReport Report() => new()
    {
        Node = _parts.Self,
        Agent = Self,
        Servers = _parts.Mcp.LocalServers,
        Sessions = _parts.Mcp.LocalSessions,
        Reaper = _reaper,
        Roles = [.. _parts.Cluster.SelfRoles],
        ServerNames = _servers,
        Processes = _parts.Mcp.OpenLeases.Count,
        MemoryLoad = MemoryLoad.Now(),
        Draining = _draining,
        HasSingletons = _hasSingletons,
    };

    private void AnswerWhenNoJobIsLeft()
    {
        if (_jobs.Count > 0) return;
        foreach (var waiting in _waiting) waiting.Tell(Done.Instance);
        _waiting.Clear();
    }

    private sealed record TellAll : IDeadLetterSuppression
    {
        public static TellAll Instance { get; } = new();
    }
}

/// <summary>
/// Within this node: take no more jobs, and say so to the other nodes. The answer is <see cref="Done"/>.
/// </summary>
internal sealed record DrainNode
{
    public static DrainNode Instance { get; } = new();
}

/// <summary>Within this node: answered with <see cref="Done"/> when no job is left.</summary>
internal sealed record AwaitJobs
{
    public static AwaitJobs Instance { get; } = new();
}

/// <summary>Within this node: the servers that it has from now on.</summary>
internal sealed record ServerNames(IReadOnlyList<string> Names);

/// <summary>Within this node: whether it runs the servers that the cluster has once.</summary>
internal sealed record HasSingletons(bool Now);
