using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Routes what is said to a server by its name, knows where each stands, applies what is configured anew, and stops them all at once at shutdown.
/// </summary>
internal sealed class ServersActor : ReceiveActor
{
    private const string NoReloadAtShutdown = "The host is shutting down: nothing is configured anew.";

    // Timers count milliseconds in an int.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(24);

    private readonly Dictionary<string, IActorRef> _servers = [];
    private readonly SortedDictionary<string, ServerStatus> _statuses = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ServerCatalog _catalog;
    private readonly ProcessEnvironment _environment;
    private readonly Dictionary<string, IActorRef> _retiring = [];
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
        Receive<GetServers>(_ => Sender.Tell(new ServerList([.. _statuses.Values.Select(status => status.AsOfNow())])));
        Receive<ServerStatus>(status =>
        {
            // Not of one that is configured no more.
            if (_servers.GetValueOrDefault(status.Server) is { } server && server.Equals(Sender)) OnStatus(status);
        });
        Receive<RefuseNewProcesses>(_ =>
        {
            ShutDown();
            foreach (var server in _servers.Values) server.Tell(RefuseNewProcesses.Instance);
            Sender.Tell(Done.Instance);
        });
        Receive<StopAllServers>(_ => StopAll());
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        Receive<ApplyServers>(OnApply);
        Receive<ServerReplaced>(replaced => _reload?.Replaced(replaced));
        Receive<ServerRetired>(OnRetired);
        Receive<RunningReload.Done>(_ => FinishReload());
        Receive<Terminated>(gone => Replace(gone.ActorRef.Path.Name));
        Receive<DeadLetter>(OnDeadLetter);
    }

    public static Props Props(ServerCatalog catalog, ProcessEnvironment environment) =>
        Akka.Actor.Props.Create(() => new ServersActor(catalog, environment));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        foreach (var name in _catalog.Names) Add(name);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (_reload is { } running) Self.Tell(running.Request, running.ReplyTo);
        foreach (var (request, replyTo) in _reloads) Self.Tell(request, replyTo);
        base.PreRestart(reason, message);
    }

    // A message that cannot be handled must not end the servers of others, and a restart would: Akka stops all children.
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception crash)
        {
            _log.Error(crash, "The actor of the servers could not handle {0}", message.GetType().Name);
            // Those who are below tell, and do not ask.
            if (message is not (IServerMessage or ApplyServers or GetServers)) return true;
            var why = $"The actor of the servers could not handle {message.GetType().Name}: {crash.Message}";
            Sender.Tell(new Status.Failure(new McpServerException((message as IServerMessage)?.Server ?? "", ServerFailure.NotRunning, why, inner: crash)));
            return true;
        }
    }

    // What lay in the mailbox of an actor that somebody killed would never be answered: a dead letter is no answer.
    private void OnDeadLetter(DeadLetter letter)
    {
        // All dead letters of the system come by here, and most are none of ours.
        if (letter.Message is not (IServerMessage or SlotAnswer or StopSlot) || !IsBelow(letter.Recipient.Path)) return;
        switch (letter.Message)
        {
            case SlotAnswer answer:
                answer.To.Tell(answer.Message, letter.Sender);
                break;
            case IServerRequest or SessionRequest or StartServer or RestartServer or HandedOverStart or JoinSession or DeclareTask:
                var message = (IServerMessage)letter.Message;
                var why = $"Server '{message.Server}': the actor that was to do it was killed.";
                // As from the one that was killed: a ServerActor that waits for all of its replicas has to know whose answer it is.
                letter.Sender.Tell(new Status.Failure(new McpServerException(message.Server, ServerFailure.NotRunning, why)), letter.Recipient);
                break;
            case StopSlot:
                letter.Sender.Tell(new ServerStopped("", null), letter.Recipient);
                break;
            case StopServer stop:
                letter.Sender.Tell(new ServerStopped(stop.Server, null), letter.Recipient);
                break;
        }
    }

    private bool IsBelow(ActorPath path) =>
        path.ToStringWithoutAddress().StartsWith($"{Self.Path.ToStringWithoutAddress()}/", StringComparison.Ordinal);

    private void Add(string name)
    {
        _servers[name] = Context.Watch(Context.ActorOf(ServerActor.Props(_catalog.Find(name)!, _catalog, _environment, new ServerMemory(new RestartWindow(Context.System.Scheduler))), name));
        // Whoever asks before it has said anything gets the whole list.
        _statuses[name] = new ServerStatus { Server = name, State = ServerState.Stopped };
    }

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

    private void OnStatus(ServerStatus status)
    {
        var before = _statuses[status.Server];
        _statuses[status.Server] = status;
        if ((before.State, before.Reason) != (status.State, status.Reason))
            Context.System.EventStream.Publish(new ServerChanged(status.Server, before.State, status));
    }

    // Somebody has killed it: what is asked of it would go to dead letters for ever.
    private void Replace(string name)
    {
        OnStopped(name);
        if (_retiring.ContainsKey(name))
        {
            OnRetiredTerminated(name);
            return;
        }
        _reload?.Replaced(new ServerReplaced(name, null, "its actor was killed."));
        if (_shuttingDown) return;
        var wanted = _statuses.GetValueOrDefault(name)?.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff;
        Add(name);
        if (wanted) _servers[name].Tell(new StartServer(name));
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
        var mistakes = ServerCheck.MistakesOf(apply.Definitions);
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
                _servers[settings.Name].Tell(new ReplaceServer(settings));
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
            _statuses.Remove(name);
            _retiring[name] = server!;
            server!.Tell(new RetireServer("it is not configured any more"));
        }
        reload.Begun();
    }

    // Its name is free when it has terminated.
    private void OnRetired(ServerRetired retired)
    {
        if (!_retiring.TryGetValue(retired.Server, out var server)) return;
        _retired[retired.Server] = retired;
        Context.Stop(server);
    }

    private void OnRetiredTerminated(string name)
    {
        _retiring.Remove(name);
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
        if (message is IServerRequest { Timeout: { } timeout } && (timeout <= TimeSpan.Zero || timeout > LongestTimeout))
        {
            var why = $"A request's timeout is more than zero, and at most {LongestTimeout.Days} days; this one is {timeout}.";
            Sender.Tell(new Status.Failure(new ArgumentOutOfRangeException(nameof(message), why)));
        }
        else if (!_servers.TryGetValue(message.Server ?? "", out var server))
        {
            var known = _servers.Count == 0 ? "None is configured." : $"Configured: {string.Join(", ", _servers.Keys.Order())}.";
            Refuse(message, ServerFailure.UnknownServer, $"There is no server '{message.Server}'. {known}");
        }
        else if (_shuttingDown && WouldStart(message))
        {
            Refuse(message, ServerFailure.ShuttingDown, $"Server '{message.Server}' is not started any more: the host is shutting down.");
        }
        else
        {
            server.Forward(message);
        }
    }

    // Batches that still run may go on with the servers that are there.
    private bool WouldStart(IServerMessage message) =>
        message is StartServer or RestartServer
        || (message is IServerRequest && _statuses.GetValueOrDefault(message.Server)?.State != ServerState.Ready);

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
            if (_stopping.Add(name)) server.Tell(new StopServer(name));
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
