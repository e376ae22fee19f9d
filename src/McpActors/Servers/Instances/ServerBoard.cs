using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The status of a server, readable from any thread. The ServerActor writes it before it answers, and the ServersActor
/// keeps it, so that it outlives a ServerActor and the next one continues from it. An event updates one entry only,
/// whatever the number of instances. Thread-safe.
/// </summary>
internal sealed class ServerBoard(string server)
{
    // The server's state is the first of these that one of its instances has.
    private static readonly ServerState[] Best =
        [ServerState.Ready, ServerState.Starting, ServerState.BackingOff, ServerState.Stopping, ServerState.Parked, ServerState.Stopped];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, InstanceView> _instances = [];
    private readonly Dictionary<ServerState, SortedSet<int>> _byState = Best.ToDictionary(state => state, _ => new SortedSet<int>());
    private Isolation _isolation;
    private string? _parked;
    private int _restarts;

    /// <summary>Whether the server was stopped on request.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether the host is shutting down, so that no process is started.</summary>
    public bool IsShuttingDown { get; set; }

    /// <summary>The server's state and its reason.</summary>
    public (ServerState State, string? Reason) State
    {
        get
        {
            lock (_lock) return Summary() is var summary ? (summary.State, summary.Reason) : default;
        }
    }

    /// <summary>The reason why no process is started for new sessions; null if processes are started.</summary>
    public string? Parked
    {
        get
        {
            lock (_lock) return _parked;
        }
    }

    /// <summary>Sets the status of the server as a whole.</summary>
    public void Put(Isolation isolation, string? parked, int restarts)
    {
        lock (_lock) (_isolation, _parked, _restarts) = (isolation, parked, restarts);
    }

    /// <summary>Sets the status of an instance.</summary>
    public void Put(int instance, InstanceView view)
    {
        lock (_lock)
        {
            Take(instance);
            _instances[instance] = view;
            _byState[view.State].Add(instance);
        }
    }

    /// <summary>Removes an instance.</summary>
    public void Remove(int instance)
    {
        lock (_lock) Take(instance);
    }

    /// <summary>Removes all instances; they ended with the previous ServerActor.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var instance in _instances.Keys.ToList()) Take(instance);
        }
    }

    /// <summary>The status of the server at this moment.</summary>
    public ServerStatus Now()
    {
        lock (_lock)
        {
            return Summary() with
            {
                Restarts = _restarts, Processes = [.. _instances.Values.Where(HasProcess).Select(Process)],
            };
        }
    }

    private void Take(int instance)
    {
        if (_instances.Remove(instance, out var before)) _byState[before.State].Remove(instance);
    }

    private ServerStatus Summary()
    {
        var best = Array.Find(Best, state => _byState[state].Count > 0);
        // Without instances, the search returns Ready, which then has no instance.
        var view = _byState[best].Count > 0 ? _instances[_byState[best].Min] : null;
        if (_parked is not null && view?.State is not (ServerState.Ready or ServerState.Starting))
            return new ServerStatus { Server = server, State = ServerState.Parked, Reason = _parked };
        if (view is null)
        {
            var why = _isolation == Isolation.Session ? "each session gets a process of its own" : null;
            return new ServerStatus { Server = server, State = ServerState.Stopped, Reason = why };
        }
        return new ServerStatus
        {
            Server = server,
            State = view.State,
            Reason = view.Reason,
            Lease = view.Lease,
            Pid = view.Pid,
            Containment = view.Containment,
            Implementation = view.Implementation,
            ProtocolVersion = view.ProtocolVersion,
        };
    }

    private static bool HasProcess(InstanceView view) => view.State is ServerState.Starting or ServerState.Ready or ServerState.Stopping;

    private static ProcessStatus Process(InstanceView view) => new()
    {
        State = view.State,
        Reason = view.Reason,
        Lease = view.Lease,
        Pid = view.Pid,
        Calls = view.Requests?.Count ?? 0,
        Sessions = view.Sessions,
        Work = view.Work,
        BreakerOpen = view.Requests?.BreakerOpen,
        ReadingPaused = view.Requests?.ReadingPaused,
    };
}
