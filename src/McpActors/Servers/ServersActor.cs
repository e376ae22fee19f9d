using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Routes messages to servers by name, knows the status of each, applies new configurations, and stops all servers in
/// parallel at shutdown.
/// </summary>
internal sealed class ServersActor : GuardedActor
{
    private const string NoReloadAtShutdown = "The host is shutting down; it accepts no new configuration.";

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

    // Answers all requesters of this actor; the ServerActors have answered theirs.
    protected override void PostStop()
    {
        const string why = "The servers actor has stopped.";
        foreach (var server in _servers.Values.Concat(_retiring.Values))
            RefuseAll(server, ServerFailure.NotRunning, "the servers actor has stopped.");
        if (_reload is { } running) running.ReplyTo.Tell(new Status.Failure(new InvalidOperationException(why)));
        foreach (var (_, replyTo) in _reloads) replyTo.Tell(new Status.Failure(new InvalidOperationException(why)));
        foreach (var requester in _stopAllRequesters) requester.Tell(Done.Instance);
    }

    protected override void OnCrash(object message, Exception crash)
    {
        _log.Error(crash, "The servers actor could not handle {0}", message.GetType().Name);
        // Child actors don't expect a reply.
        if (message is not (IServerMessage or ApplyServers or GetServers)) return;
        var why = $"The servers actor could not handle {message.GetType().Name}: {crash.Message}";
        Sender.Tell(new Status.Failure(new McpServerException((message as IServerMessage)?.Server ?? "", ServerFailure.NotRunning, why, inner: crash) { Outcome = RequestOutcome.NotSent }));
    }

    private void Add(string name)
    {
        var entry = new ServerEntry(name, new RestartWindow(Context.System.Scheduler), _environment.Lists, _environment.Results);
        Begin(name, entry);
        _servers[name] = entry;
    }

    private void Begin(string name, ServerEntry entry) =>
        entry.Use(Context.Watch(Context.ActorOf(ServerActor.Props(_catalog.Find(name)!, _catalog, _environment, entry), name)));

    // The new ServerActor reads the catalog at once, so the settings are put first. They are removed if the actor
    // cannot be created; otherwise, a restart of this actor would fail for the same reason.
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
            reload.Failed(settings.Name, $"its actor could not be created: {failure.Message}");
        }
    }

    // The server's actor was killed: a new one continues with the server's entry and its waiting messages.
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

    // Refuses the messages that no ServerActor will take.
    private static void RefuseAll(ServerEntry server, ServerFailure failure, string why)
    {
        while (server.TryTake(out var message, out var sender))
        {
            if (message is StopServer) sender.Tell(new ServerStopped(message.Server, null));
            else if (message is not (CancelCall or EndWork or SessionWork { Work: EndWork }))
                sender.Tell(new Status.Failure(new McpServerException(message.Server, failure, $"Server '{message.Server}': {why}") { Outcome = RequestOutcome.NotSent }));
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
        return mistakes.Count == 0 ? null : $"The definitions have {mistakes.Count} mistake{(mistakes.Count == 1 ? "" : "s")}; nothing was changed. {string.Join(" ", mistakes)}";
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
            server!.Actor.Tell(new RetireServer("it was removed from the configuration"));
        }
        reload.Begun();
    }

    // The actor's name is free after its termination.
    private void OnRetired(ServerRetired retired)
    {
        if (!_retiring.TryGetValue(retired.Server, out var server)) return;
        _retired[retired.Server] = retired;
        Context.Stop(server.Actor);
    }

    private void OnRetiredTerminated(string name)
    {
        if (_retiring.Remove(name, out var server)) RefuseAll(server, ServerFailure.NotRunning, ServerRefusals.Removed);
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
            var why = $"A request's timeout must be more than zero and at most {Durations.Longest.Days} days; this one is {timeout}.";
            Sender.Tell(new Status.Failure(new ArgumentOutOfRangeException(nameof(message), why)));
        }
        else if (!_servers.TryGetValue(message.Server ?? "", out var server))
        {
            var known = _servers.Count == 0 ? "No server is configured." : $"Configured: {string.Join(", ", _servers.Keys)}.";
            Refuse(message, ServerFailure.UnknownServer, $"There is no server '{message.Server}'. {known}");
        }
        else if (_shuttingDown && WouldStart(message))
        {
            Refuse(message, ServerFailure.ShuttingDown, $"Server '{message.Server}': {ServerRefusals.ShuttingDown}");
        }
        else
        {
            server.Post(message, Sender);
            if (server.IsGone) RefuseAll(server, ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown);
        }
    }

    // Running batches may continue with the servers that are ready.
    private bool WouldStart(IServerMessage message) =>
        message is StartServer or RestartServer
        || (message is IServerRequest && _servers[message.Server].Board.State.State != ServerState.Ready);

    private void Refuse(IServerMessage message, ServerFailure failure, string why) =>
        Sender.Tell(new Status.Failure(new McpServerException(message.Server, failure, why) { Outcome = RequestOutcome.NotSent }));

    // A waiting reload is refused; otherwise it would begin when the running one fails, and add servers.
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

/// <summary>
/// Starts no process from now on; calls to servers that are ready continue. The answer is <see cref="Done"/>.
/// </summary>
internal sealed record RefuseNewProcesses
{
    public static RefuseNewProcesses Instance { get; } = new();
}

/// <summary>
/// Stops all servers in parallel. The answer is <see cref="Done"/>, when each process has ended or is left to the
/// reaper.
/// </summary>
internal sealed record StopAllServers
{
    public static StopAllServers Instance { get; } = new();
}
