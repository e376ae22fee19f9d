using System.Globalization;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// One configured server: who is served by which of its replicas. One for all, one for each session, or a pool. What is said about the server is
/// said to all of them, and answered when all have answered.
/// </summary>
internal sealed class ServerActor : ReceiveActor, IWithTimers
{
    private const string SingleRequestPrefix = "request-";

    private readonly Dictionary<IActorRef, ReplicaStatus> _replicas = [];
    private readonly Dictionary<IActorRef, ReplicaLoad> _loads = [];
    private readonly HashSet<IActorRef> _retiringReplicas = [];
    private readonly ServerMemory _memory;
    private readonly Gathering<ExitReport?> _stops;
    private readonly Gathering<object> _restartAnswers;
    private readonly Gathering<ServerReplaced> _replaced;
    private readonly Gathering<ExitReport?> _outgoing;
    private readonly Gathering<ExitReport?> _retired;
    private readonly string _name;
    private readonly ServerCatalog _catalog;
    private readonly ProcessEnvironment _environment;
    private ServerSettings _settings;
    private Rollout? _rollout;
    private ServerReplaced? _done;
    private bool _retiring;
    private int _lastChild;

    public ServerActor(ServerSettings settings, ServerCatalog catalog, ProcessEnvironment environment, ServerMemory memory)
    {
        _name = settings.Name;
        _catalog = catalog;
        _environment = environment;
        _memory = memory;
        _settings = catalog.Find(_name) ?? settings;
        _stops = new((requester, exits) => requester.Tell(new ServerStopped(_name, exits.LastOrDefault(exit => exit is not null))));
        _restartAnswers = new((requester, answers) =>
            requester.Tell(answers.OfType<Status.Failure>().FirstOrDefault() ?? (object)new ServerStarted(Status)));
        _replaced = new(OnAllReplaced);
        _outgoing = new((requester, _) => requester.Tell(_done));
        _retired = new((requester, exits) => requester.Tell(new ServerRetired(_name, exits.LastOrDefault(exit => exit is not null))));

        Receive<IServerMessage>(
            _ => Refuse("it is not configured any more, and takes nothing."),
            message => _retiring && (message is IServerRequest or JoinSession or DeclareTask or StartServer or RestartServer));
        Receive<JoinSession>(OnJoin);
        Receive<IServerRequest>(OnRequest);
        Receive<CancelCall>(cancel =>
        {
            foreach (var child in Context.GetChildren()) child.Forward(cancel);
        });
        Receive<DeclareTask>(OnDeclare);
        Receive<EndTask>(end =>
        {
            foreach (var replica in _replicas.Keys) replica.Forward(end);
        });
        Receive<StartServer>(OnStart);
        Receive<StopServer>(stop =>
        {
            _memory.Stopped = true;
            _stops.Ask(_replicas.Keys, stop, Sender, Self);
        });
        Receive<RestartServer>(OnRestart);
        Receive<ReplaceServer>(OnReplace);
        Receive<RetireServer>(retire =>
        {
            _retiring = true;
            _retired.Ask(_replicas.Keys, retire, Sender, Self);
        });
        Receive<RefuseNewProcesses>(refuse =>
        {
            _memory.ShuttingDown = true;
            foreach (var replica in _replicas.Keys) replica.Tell(refuse);
        });
        Receive<TryAgain>(_ => Free());

        Receive<ReplicaStatus>(OnReplicaStatus);
        Receive<SlotAnswer>(answer => answer.To.Tell(answer.Message, Sender));
        Receive<ServerStopped>(stopped => _stops.Answered(Sender, stopped.Exit));
        Receive<ServerStarted>(started => _restartAnswers.Answered(Replica(Sender), started));
        Receive<Status.Failure>(failure => _restartAnswers.Answered(Replica(Sender), failure));
        Receive<ServerReplaced>(replaced => _replaced.Answered(Sender, replaced), replaced => _rollout?.IsAbout(replaced) == true);
        Receive<ServerReplaced>(_ => { }); // to one that has crashed since
        Receive<ServerRetired>(retired => OnRetired(retired.Exit));
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private IEnumerable<IActorRef> Live => _replicas.Keys.Where(replica => !_retiringReplicas.Contains(replica));

    private IEnumerable<IActorRef> Common => Live.Where(replica => _replicas[replica].Owner is null);

    private int CommonWanted => _settings.Isolation switch { Isolation.Shared => 1, Isolation.Pool => _settings.PoolSize, _ => 0 };

    private ServerStatus Status => ServerStatuses.Of(_name, _settings, [.. _replicas.Values], _memory.Parked, _memory.Restarts.Count);

    public static Props Props(ServerSettings settings, ServerCatalog catalog, ProcessEnvironment environment, ServerMemory memory) =>
        Akka.Actor.Props.Create(() => new ServerActor(settings, catalog, environment, memory));

    protected override void PreStart()
    {
        // Those of before a crash say where they stand when they are restarted.
        foreach (var child in Context.GetChildren())
        {
            _lastChild = Math.Max(_lastChild, int.Parse(child.Path.Name.AsSpan(child.Path.Name.IndexOf('-') + 1), CultureInfo.InvariantCulture));
            if (child.Path.Name.StartsWith(SingleRequestPrefix, StringComparison.Ordinal)) continue;
            _replicas[Context.Watch(child)] = ReplicaStatus.New(_name, null);
        }
        Report();
        StartEager();
    }

    // The replicas are not stopped: Akka restarts them behind us, and each brings its sessions and its process with it.
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var requester in _stops.Requesters) Self.Tell(new StopServer(_name), requester);
        foreach (var requester in _restartAnswers.Requesters) Self.Tell(new RestartServer(_name), requester);
        if (_rollout is not null) foreach (var requester in _replaced.Requesters) Self.Tell(_rollout.Wanted, requester);
        foreach (var requester in _outgoing.Requesters) requester.Tell(_done);
        foreach (var requester in _retired.Requesters) Self.Tell(new RetireServer("its actor crashed"), requester);
    }

    protected override void PostRestart(Exception reason) => PreStart();

    private void StartEager()
    {
        if (_settings.Start == StartMode.Eager) foreach (var replica in All()) replica.Tell(new StartServer(_name), ActorRefs.Nobody);
    }

    private List<IActorRef> All()
    {
        while (Common.Count() < CommonWanted) NewReplica(null);
        return [.. Common];
    }

    private void OnRequest(IServerRequest request)
    {
        if (_memory.Stopped) Refuse(ServerRefusals.StoppedOnRequest);
        else if (_settings.Isolation == Isolation.Shared) TheCommonOne().Forward(request);
        else if (_settings.Isolation == Isolation.Pool) SendToLeastBusy(request);
        else Context.ActorOf(SingleRequestActor.Props(request, Sender), $"{SingleRequestPrefix}{++_lastChild}");
    }

    private void SendToLeastBusy(IServerRequest request)
    {
        var replica = Least(Load);
        var load = _loads.TryGetValue(replica, out var known) ? known : _loads[replica] = new ReplicaLoad();
        replica.Tell(request, load.ReplyTo(Sender, ((ExtendedActorSystem)Context.System).Provider));
    }

    private void OnJoin(JoinSession join)
    {
        if (_memory.Stopped) Refuse(ServerRefusals.StoppedOnRequest);
        else if (_settings.Isolation == Isolation.Shared) TheCommonOne().Forward(join);
        else if (_settings.Isolation == Isolation.Pool) Least(replica => _replicas[replica].Sessions).Forward(join);
        else if (_memory.Parked is not null) Refuse(ServerRefusals.Parked(_settings.Restart, _memory.Parked));
        else NewReplica(Context.Watch(join.Session)).Forward(join);
    }

    private void OnDeclare(DeclareTask declare)
    {
        if (_settings.Isolation == Isolation.Session) Refuse($"each session has a process of its own; task '{declare.Task}' is to be declared to a session.");
        else if (Common.Where(IsReady).MinBy(replica => _replicas[replica].Tasks) is { } ready) ready.Forward(declare);
        // It knows best, and is not started for it.
        else if (Common.FirstOrDefault() is { } replica) replica.Forward(declare);
        else Refuse(TaskDeclarations.WhyNot(declare, Sender, null, Context.System.DeadLetters)!);
    }

    private void OnStart(StartServer start)
    {
        Free();
        _memory.Stopped = false;
        if (CommonWanted == 0)
        {
            Sender.Tell(new ServerStarted(Status));
            return;
        }
        var first = TheOneToRun();
        first.Forward(start);
        FreeAllBut([first]);
        StartEager();
    }

    // Who rests goes on resting: its next process is a new one anyway.
    private void OnRestart(RestartServer restart)
    {
        Free();
        _memory.Stopped = false;
        var running = Live.Where(Runs).ToHashSet();
        if (_settings.Isolation != Isolation.Session) running.UnionWith(_settings.Start == StartMode.Eager ? All() : [TheOneToRun()]);
        FreeAllBut(running);
        _restartAnswers.Ask(running, restart, Sender, Self);
    }

    private void FreeAllBut(IReadOnlyCollection<IActorRef> those)
    {
        foreach (var replica in Live.Where(replica => !those.Contains(replica))) replica.Tell(FreeServer.Instance);
    }

    private bool IsReady(IActorRef replica) => _replicas[replica].Status.State == ServerState.Ready;

    private bool Runs(IActorRef replica) => _replicas[replica].Status.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff;

    private IActorRef TheOneToRun() => Common.FirstOrDefault(Runs) ?? TheCommonOne();

    private void OnReplace(ReplaceServer replace)
    {
        // How the last definition has done says nothing about this one.
        _memory.Restarts.Clear();
        _rollout = new Rollout(replace, _memory.Parked);
        _replaced.Ask(_rollout.NotAsked(Live), replace, Sender, Self);
    }

    private void OnAllReplaced(IActorRef requester, IReadOnlyList<ServerReplaced> answers)
    {
        var rollout = _rollout!;
        var request = rollout.Request;
        rollout.Take(answers, _settings);
        var others = rollout.NotAsked(Live);
        if (!ReferenceEquals(request, rollout.Request)) _memory.Restarts.Clear();
        if (others.Count > 0) _replaced.Ask(others, rollout.Request, requester, Self);
        else FinishReplacing(rollout, requester);
    }

    private void FinishReplacing(Rollout rollout, IActorRef requester)
    {
        _rollout = null;
        if (rollout.Failure is null)
        {
            _settings = rollout.Wanted.Settings;
            _catalog.Put(_settings);
            _retiringReplicas.UnionWith(Common.Skip(CommonWanted).ToList());
        }
        if (rollout.Failure is null || !rollout.WasParked) Free();
        if (!_memory.Stopped && !_memory.ShuttingDown) StartEager();
        Report();
        _done = new ServerReplaced(_name, rollout.Exit, rollout.Failure);
        // Those whose session has ended as well: it is answered when the last of the old processes is extinct.
        _outgoing.Ask(_retiringReplicas, new RetireServer("there are fewer by now"), requester, Self);
    }

    private void Free()
    {
        if (_memory.Parked is null) return;
        _memory.Parked = null;
        Timers.Cancel(TryAgain.Instance);
        Report();
    }

    private void OnReplicaStatus(ReplicaStatus status)
    {
        if (!_replicas.TryGetValue(Sender, out var before)) return;
        _replicas[Sender] = status;
        // A replica is gone with its session; that the server does not run is to be remembered.
        if (status.Owner is not null && status.Status.State == ServerState.Parked && _memory.Parked is null)
        {
            _memory.Parked = status.Status.Reason;
            if (_settings.Restart.ProbeInterval > TimeSpan.Zero) Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, _settings.Restart.ProbeInterval);
        }
        else if (status.Status.State == ServerState.Ready && before.Status.State != ServerState.Ready)
        {
            Free();
        }
        // After a crash of ours its session may have ended without us.
        if (status.Owner is not null) Context.Watch(status.Owner);
        Report();
    }

    private void OnRetired(ExitReport? exit)
    {
        _retired.Answered(Sender, exit);
        if (!_retiringReplicas.Contains(Sender)) return;
        Context.Stop(Sender);
    }

    private void OnTerminated(IActorRef gone)
    {
        if (!_replicas.Remove(gone, out var replica))
        {
            foreach (var (owned, status) in _replicas.ToList())
                if (gone.Equals(status.Owner)) Retire(owned, "its session has ended");
            return;
        }
        _loads.Remove(gone);
        var wasRetiring = _retiringReplicas.Remove(gone);
        _stops.Gone(gone);
        _restartAnswers.Gone(gone);
        _replaced.Gone(gone);
        _outgoing.Gone(gone);
        _retired.Gone(gone);
        Report();
        // Somebody has killed it, and it was to serve.
        if (wasRetiring || _retiring || _memory.Stopped || _memory.ShuttingDown || replica.Owner is not null) return;
        if (replica.Status.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff)
            NewReplica(null).Tell(new StartServer(_name), ActorRefs.Nobody);
    }

    // It finishes what is under way, and ends.
    private void Retire(IActorRef replica, string why)
    {
        if (_retiringReplicas.Add(replica)) replica.Tell(new RetireServer(why));
    }

    // A slot that ends answers for itself.
    private IActorRef Replica(IActorRef answerer) =>
        _replicas.ContainsKey(answerer) ? answerer : _replicas.Keys.FirstOrDefault(replica => replica.Path.Equals(answerer.Path.Parent)) ?? answerer;

    private IActorRef TheCommonOne() => Common.FirstOrDefault() ?? NewReplica(null);

    // A pool grows while all of it has something to do.
    private IActorRef Least(Func<IActorRef, int> work)
    {
        var candidates = Common.ToList();
        var least = candidates.OrderBy(replica => _replicas[replica].Status.State == ServerState.Parked).ThenBy(work).FirstOrDefault();
        return least is null || (work(least) > 0 && candidates.Count < CommonWanted) ? NewReplica(null) : least;
    }

    // The calls of sessions are not sent by way of us.
    private int Load(IActorRef replica) => Math.Max(_loads.GetValueOrDefault(replica)?.Count ?? 0, _replicas[replica].Calls);

    private IActorRef NewReplica(IActorRef? owner)
    {
        var replica = Context.Watch(Context.ActorOf(ReplicaActor.Props(new ReplicaSetup(_name, owner, new ReplicaMemory(_rollout?.ForNewcomers ?? _settings), _environment, _memory.Restarts)), $"{++_lastChild}"));
        if (_memory.ShuttingDown) replica.Tell(RefuseNewProcesses.Instance);
        _replicas.Add(replica, ReplicaStatus.New(_name, owner));
        return replica;
    }

    private void Report() => Context.Parent.Tell(Status);

    private void Refuse(string why) =>
        Sender.Tell(new Status.Failure(new McpServerException(_name, ServerFailure.NotRunning, $"Server '{_name}': {why}")));

    private sealed record TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }
}
