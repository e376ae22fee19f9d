using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Routes what is said to a server by its name, knows where each stands, applies what is configured anew, and stops them all at once at shutdown.
/// </summary>
internal sealed class ServersActor : GuardedActor
{
    private const string NoReloadAtShutdown = "The host is shutting down: nothing is configured anew.";

    private readonly SortedDictionary<string, ServerEntry> _servers = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ServerCatalog _catalog;
    private readonly ProcessEnvironment _environment;
    private readonly Dictionary<string, ServerEntry> _retiring = [];
    private readonly Dictionary<string, ServerRetired> _retired = [];
    private readonly Queue<(ApplyServers Request, IActorRef ReplyTo)> _reloads = new();
    private readonly List<IActorRef> _stopAllRequesters = [];
    private readonly HashSet<string> _stopping = [];
    private RunningReload? _reload;
    private bool _shuttingDown;

    public ServersActor(ServerCatalog catalog, ProcessEnvironment environment)
    {
        _catalog = catalog;
        _environment = environment;
        Receive<IServerMessage>(Route);
        Receive<GetServers>(_ => Sender.Tell(new ServerList([.. _servers.Values.Select(server => server.Board.Now())])));
        Receive<RefuseNewProcesses>(_ =>
        {
            ShutDown();
            foreach (var server in _servers.Values) server.Actor.Tell(RefuseNewProcesses.Instance);
            Sender.Tell(Done.Instance);
        });
        Receive<StopAllServers>(_ => StopAll());
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        Receive<ApplyServers>(OnApply);
        Receive<ServerReplaced>(replaced => _reload?.Replaced(replaced));
        Receive<ServerRetired>(OnRetired);
        Receive<RunningReload.Done>(_ => FinishReload());
        Receive<Terminated>(gone => Replace(gone.ActorRef.Path.Name));
    }

    public static Props Props(ServerCatalog catalog, ProcessEnvironment environment) =>
        Akka.Actor.Props.Create(() => new ServersActor(catalog, environment));

    protected override void PreStart()
    {
        foreach (var name in _catalog.Names) Add(name);
    }

    // Everybody who waits here is answered; the servers have answered those who wait there.
    protected override void PostStop()
    {
        const string why = "The actor of the servers has stopped.";
        foreach (var server in _servers.Values.Concat(_retiring.Values)) RefuseAll(server, ServerFailure.NotRunning, "the actor of the servers has stopped.");
        if (_reload is { } running) running.ReplyTo.Tell(new Status.Failure(new InvalidOperationException(why)));
        foreach (var (_, replyTo) in _reloads) replyTo.Tell(new Status.Failure(new InvalidOperationException(why)));
        foreach (var requester in _stopAllRequesters) requester.Tell(Done.Instance);
    }

    protected override void OnCrash(object message, Exception crash)
    {
        _log.Error(crash, "The actor of the servers could not handle {0}", message.GetType().Name);
        // Child actors don't expect a reply.
        if (message is not (IServerMessage or ApplyServers or GetServers)) return;
        var why = $"The actor of the servers could not handle {message.GetType().Name}: {crash.Message}";
        Sender.Tell(new Status.Failure(new McpServerException((message as IServerMessage)?.Server ?? "", ServerFailure.NotRunning, why, inner: crash)));
    }

    private void Add(string name)
    {
        var entry = new ServerEntry(name, new RestartWindow(Context.System.Scheduler));
        Begin(name, entry);
        _servers[name] = entry;
    }

    private void Begin(string name, ServerEntry entry) =>
        entry.Use(Context.Watch(Context.ActorOf(ServerActor.Props(_catalog.Find(name)!, _catalog, _environment, entry), name)));

    // It may look into the catalog as soon as it is there; one that never comes must not stay in it, for a restart of ours would fail by it again.
    private void AddNew(ServerSettings settings, RunningReload reload)
    {
        _catalog.Put(settings);
        try
        {
            Add(settings.Name);
            reload.Added(settings.Name);
        }
        catch (Exception failure)
        {
            _catalog.Remove(settings.Name);
            _log.Error(failure, "Server '{0}' could not be added", settings.Name);
            reload.Failed(settings.Name, $"its actor could not be made: {failure.Message}");
        }
    }

    // Somebody has killed its actor: another one goes on with what is known of the server and with what was said to it.
    private void Replace(string name)
    {
        OnStopped(name);
        if (_retiring.ContainsKey(name))
        {
            OnRetiredTerminated(name);
            return;
        }
        _reload?.Replaced(new ServerReplaced(name, null, "its actor was killed."));
        if (!_shuttingDown)
        {
            Begin(name, _servers[name]);
            return;
        }
        _servers[name].IsGone = true;
        RefuseAll(_servers[name], ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown);
    }

    // What its actor has not taken, and nobody will.
    private static void RefuseAll(ServerEntry server, ServerFailure failure, string why)
    {
        while (server.TryTake(out var message, out var sender))
        {
            if (message is StopServer) sender.Tell(new ServerStopped(message.Server, null));
            else if (message is not (CancelCall or EndWork or SessionWork { Work: EndWork }))
                sender.Tell(new Status.Failure(new McpServerException(message.Server, failure, $"Server '{message.Server}': {why}")));
        }
    }

    private void OnApply(ApplyServers apply)
    {
        if (WhyNot(apply) is { } refusal)
        {
            Sender.Tell(new Status.Failure(new ArgumentException(refusal, nameof(apply))));
            return;
        }
        _reloads.Enqueue((apply with { Definitions = [.. apply.Definitions] }, Sender));
        ReloadNext();
    }

    private string? WhyNot(ApplyServers apply)
    {
        if (_shuttingDown) return NoReloadAtShutdown;
        var mistakes = ServerValidation.MistakesOf(apply.Definitions, Context.System.Settings.Config);
        return mistakes.Count == 0 ? null : $"Nothing was changed, for the definitions have mistakes ({mistakes.Count}). {string.Join(" ", mistakes)}";
    }

    private void ReloadNext()
    {
        if (_reload is not null || !_reloads.TryDequeue(out var next)) return;
        var self = Self;
        var reload = _reload = new RunningReload(next.Request, next.ReplyTo, whenDone: () => self.Tell(RunningReload.Done.Instance));
        foreach (var settings in next.Request.Definitions)
        {
            if (_catalog.Find(settings.Name) is not { } old)
            {
                AddNew(settings, reload);
            }
            else if (ServerSettingsDiff.Of(old, settings) is { Count: > 0 } keys)
            {
                reload.WillReplace(settings.Name, keys);
                _servers[settings.Name].Actor.Tell(new ReplaceServer(settings));
            }
            else
            {
                reload.Unchanged(settings.Name);
            }
        }
        var kept = next.Request.Definitions.Select(server => server.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in _servers.Keys.Where(name => !kept.Contains(name)).ToList())
        {
            reload.WillRemove(name);
            _servers.Remove(name, out var server);
            _catalog.Remove(name);
            _retiring[name] = server!;
            server!.Actor.Tell(new RetireServer("it is not configured any more"));
        }
        reload.Begun();
    }

    // Its name is free when it has terminated.
    private void OnRetired(ServerRetired retired)
    {
        if (!_retiring.TryGetValue(retired.Server, out var server)) return;
        _retired[retired.Server] = retired;
        Context.Stop(server.Actor);
    }

    private void OnRetiredTerminated(string name)
    {
        if (_retiring.Remove(name, out var server)) RefuseAll(server, ServerFailure.NotRunning, "it is not configured any more, and takes nothing.");
        _retired.Remove(name, out var retired);
        _reload?.Removed(name, retired?.Exit);
    }

    private void FinishReload()
    {
        if (_reload is not { } done) return;
        _reload = null;
        var applied = new ServersApplied(done.Changes);
        done.ReplyTo.Tell(applied);
        Context.System.EventStream.Publish(applied);
        ReloadNext();
    }

    private void Route(IServerMessage message)
    {
        if (message is IServerRequest { Timeout: { } timeout } && (timeout <= TimeSpan.Zero || timeout > Durations.Longest))
        {
            var why = $"A request's timeout is more than zero, and at most {Durations.Longest.Days} days; this one is {timeout}.";
            Sender.Tell(new Status.Failure(new ArgumentOutOfRangeException(nameof(message), why)));
        }
        else if (!_servers.TryGetValue(message.Server ?? "", out var server))
        {
            var known = _servers.Count == 0 ? "None is configured." : $"Configured: {string.Join(", ", _servers.Keys)}.";
            Refuse(message, ServerFailure.UnknownServer, $"There is no server '{message.Server}'. {known}");
        }
        else if (_shuttingDown && WouldStart(message))
        {
            Refuse(message, ServerFailure.ShuttingDown, $"Server '{message.Server}' is not started any more: the host is shutting down.");
        }
        else
        {
            server.Post(message, Sender);
            if (server.IsGone) RefuseAll(server, ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown);
        }
    }

    // Batches that still run may go on with the servers that are there.
    private bool WouldStart(IServerMessage message) =>
        message is StartServer or RestartServer
        || (message is IServerRequest && _servers[message.Server].Board.State.State != ServerState.Ready);

    private void Refuse(IServerMessage message, ServerFailure failure, string why) =>
        Sender.Tell(new Status.Failure(new McpServerException(message.Server, failure, why)));

    // A reload that waits would go on when the running one has failed by this, and start what it adds.
    private void ShutDown()
    {
        _shuttingDown = true;
        foreach (var (_, replyTo) in _reloads) replyTo.Tell(new Status.Failure(new ArgumentException(NoReloadAtShutdown)));
        _reloads.Clear();
    }

    private void StopAll()
    {
        ShutDown();
        _stopAllRequesters.Add(Sender);
        foreach (var (name, server) in _servers.Concat(_retiring))
            if (!server.IsGone && _stopping.Add(name)) server.Actor.Tell(new StopServer(name));
        AnswerWhenAllStopped();
    }

    private void OnStopped(string server)
    {
        _stopping.Remove(server);
        AnswerWhenAllStopped();
    }

    private void AnswerWhenAllStopped()
    {
        if (_stopping.Count > 0) return;
        foreach (var requester in _stopAllRequesters) requester.Tell(Done.Instance);
        _stopAllRequesters.Clear();
    }
}

/// <summary>From now on no process is started; calls to servers that are ready go on. Answered with <see cref="Done"/>.</summary>
internal sealed record RefuseNewProcesses
{
    public static RefuseNewProcesses Instance { get; } = new();
}

/// <summary>Stops all servers, in parallel. Answered with <see cref="Done"/> when each has ended or is with the reaper.</summary>
internal sealed record StopAllServers
{
    public static StopAllServers Instance { get; } = new();
}
