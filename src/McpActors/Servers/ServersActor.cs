using Akka;
using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>Routes what is said to a server by its name, knows where each stands, and stops them all at once at shutdown.</summary>
internal sealed class ServersActor : ReceiveActor
{
    // Timers count milliseconds in an int.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(24);

    private readonly Dictionary<string, IActorRef> _servers = [];
    private readonly SortedDictionary<string, ServerStatus> _statuses = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ServerSettings> _settings;
    private readonly ProcessEnvironment _environment;
    private readonly List<IActorRef> _stopAllRequesters = [];
    private readonly HashSet<string> _stopping = [];
    private bool _shuttingDown;

    public ServersActor(IReadOnlyDictionary<string, ServerSettings> settings, ProcessEnvironment environment)
    {
        _settings = settings;
        _environment = environment;
        Receive<IServerMessage>(Route);
        Receive<GetServers>(_ => Sender.Tell(new ServerList([.. _statuses.Values])));
        Receive<ServerStatus>(status => _statuses[status.Server] = status);
        Receive<RefuseNewProcesses>(_ =>
        {
            _shuttingDown = true;
            foreach (var server in _servers.Values) server.Tell(RefuseNewProcesses.Instance);
            Sender.Tell(Done.Instance);
        });
        Receive<StopAllServers>(_ => StopAll());
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        Receive<Terminated>(gone => Replace(gone.ActorRef.Path.Name));
    }

    public static Props Props(IReadOnlyDictionary<string, ServerSettings> settings, ProcessEnvironment environment) =>
        Akka.Actor.Props.Create(() => new ServersActor(settings, environment));

    protected override void PreStart()
    {
        foreach (var name in _settings.Keys) Add(name);
    }

    private void Add(string name)
    {
        _servers[name] = Context.Watch(Context.ActorOf(ServerActor.Props(_settings[name], _environment), name));
        // Whoever asks before it has said anything gets the whole list.
        _statuses[name] = new ServerStatus { Server = name, State = ServerState.Stopped };
    }

    // Somebody has killed it: what is asked of it would go to dead letters for ever.
    private void Replace(string name)
    {
        OnStopped(name);
        if (_shuttingDown) return;
        var wanted = _statuses.GetValueOrDefault(name)?.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff;
        Add(name);
        if (wanted) _servers[name].Tell(new StartServer(name));
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

    private void StopAll()
    {
        _shuttingDown = true;
        _stopAllRequesters.Add(Sender);
        foreach (var (name, server) in _servers)
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
