using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Whether an instance should have a process.</summary>
internal enum Wish
{
    /// <summary>The instance gets a process as soon as a request waits.</summary>
    OnDemand,

    /// <summary>The instance always has a process; a process that ends unexpectedly is replaced.</summary>
    Up,

    /// <summary>The instance was stopped on request, and gets no process before StartServer or RestartServer.</summary>
    Stopped,

    /// <summary>The instance gets no process any more, and is removed when its last process is extinct.</summary>
    Retiring,
}

/// <summary>The reason why an instance that should have a process has none.</summary>
/// <param name="Why">How the last process ended.</param>
internal abstract record Pause(string Why)
{
    /// <summary>The next process starts after the backoff.</summary>
    public sealed record BackingOff(string Why) : Pause(Why);

    /// <summary>The process ended too often; a start is tried at long intervals, or on request.</summary>
    public sealed record Parked(string Why) : Pause(Why);
}

/// <summary>
/// A stable endpoint for callers, whose underlying process may be swapped. Used by the ServerActor only, except for the
/// queue.
/// </summary>
/// <remarks>
/// <code>
///                         request waits, StartServer, eager
///   Stopped ------------------------------------------------------> Starting
///      ^                                                              |  |
///      | extinct                                      process is ready|  | process ended unexpectedly
///      |                                                              v  v
///   Stopping &lt;---- idle, StopServer, retired ---- Ready ------> BackingOff --> Starting (after the pause, or StartServer)
///      |                                            |                 |
///      +--> Starting (requests, or StartServer,     |                 | more than max-restarts within the window,
///           once the old process is extinct)        |                 | or the program cannot be executed
///                                                   |                 v
///                                                   |              Parked --> Starting (probe-interval, StartServer)
///                                                   v
///                            Current is outdated (reload, restart, age, memory):
///                              room for two:    Next is started; when it is ready it becomes Current, and the old one drains
///                              room for one:    requests are held, the old one drains, and then the next is started
///                              Next has failed: Current continues
/// </code>
/// The state is computed from the fields below and not stored.
/// </remarks>
internal sealed class Instance(int number, IActorRef? owner, bool isSingleton, RequestQueue queue, Generation target)
{
    public int Number => number;

    /// <summary>The session that owns the instance; null if it serves everybody or a single request.</summary>
    public IActorRef? Owner => owner;

    /// <summary>Whether the instance serves one request only.</summary>
    public bool IsSingleton => isSingleton;

    /// <summary>Whether the instance serves all users of the server.</summary>
    public bool IsCommon => owner is null && !isSingleton;

    public RequestQueue Queue => queue;

    /// <summary>The subscriptions of each of the instance's processes.</summary>
    public SubscribedResources Subscribed { get; } = new();

    public Wish Wish { get; set; }

    /// <summary>The generation of the next process. A process of another generation is outdated.</summary>
    public Generation Target { get; set; } = target;

    /// <summary>The process that serves, or that starts because no process serves.</summary>
    public ServerProcess? Current { get; set; }

    /// <summary>The process that replaces the current one as soon as it is ready.</summary>
    public ServerProcess? Next { get; set; }

    /// <summary>The processes that are draining or being ended.</summary>
    public List<ServerProcess> Leaving { get; } = [];

    public Pause? Pause { get; set; }

    /// <summary>Whether the starting process is a probe of a parked server.</summary>
    public bool IsProbing { get; set; }

    /// <summary>Whether a replacement has just failed, so that the next one waits.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>
    /// The sessions of the instance, each with the number of the process that it knows; null for none yet.
    /// </summary>
    public Dictionary<IActorRef, int?> Sessions { get; } = [];

    /// <summary>How the last process ended, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>The reason why the instance retires; null if it does not.</summary>
    public string? WhyEnded { get; set; }

    /// <summary>The number of failures so far, and the last one, for the waiters.</summary>
    public (int Count, McpServerException? Last) Failures { get; private set; }

    /// <summary>The number of the last process that became ready; zero if there was none.</summary>
    public int LastReady { get; set; }

    /// <summary>The generation of that process.</summary>
    public Generation? ReadyIn { get; set; }

    /// <summary>Whether the instance should have a process, now or after a backoff.</summary>
    public bool IsWished => Wish == Wish.Up && Pause is not Pause.Parked;

    public bool IsReady => Current is { IsReady: true };

    /// <summary>Whether one of its processes is being replaced.</summary>
    public bool IsReplacing => Next is not null || Leaving.Exists(process => process.IsReplaced);

    /// <summary>All processes of the instance that are not extinct.</summary>
    public IEnumerable<ServerProcess> Processes
    {
        get
        {
            if (Current is not null) yield return Current;
            if (Next is not null) yield return Next;
            foreach (var process in Leaving) yield return process;
        }
    }

    public ServerState State =>
        Current is { } current ? (current.IsReady ? ServerState.Ready : ServerState.Starting)
        : Pause is Pause.Parked ? ServerState.Parked
        : Pause is Pause.BackingOff ? ServerState.BackingOff
        : LastBlocking is not { } ending ? ServerState.Stopped
        : ending.IsReplaced && Wish == Wish.Up ? ServerState.Starting : ServerState.Stopping;

    private ServerProcess? LastBlocking => Leaving.FindLast(process => process.BlocksNext);

    /// <summary>The reason for a replacement of the current process; null if there is none.</summary>
    public string? WhyOutdated =>
        Current is not { } current ? null
        : !ReferenceEquals(current.Generation, Target) ? "its definition has changed"
        : current.Outdated;

    /// <summary>Fails the waiting requests, and the waiters for a start or a restart.</summary>
    public void Fail(McpServerException failure)
    {
        FailWaiters(failure);
        Queue.Fail(failure);
    }

    /// <summary>Fails the waiters for a start or a restart; requests keep waiting.</summary>
    public void FailWaiters(McpServerException failure) => Failures = (Failures.Count + 1, failure);

    /// <summary>Moves a process to <see cref="Leaving"/>.</summary>
    public void Leave(ServerProcess process, string why)
    {
        if (process == Current) Current = null;
        else if (process == Next) Next = null;
        process.EndReason = why;
        Leaving.Add(process);
    }

    /// <summary>The use of the current process at this moment.</summary>
    public ProcessUse Use(TimeSpan now) => Current is not { } current ? default : new ProcessUse(
        now - current.ReadySince, current.Requests?.Unused ?? TimeSpan.Zero, current.Requests?.Count ?? 0, Sessions.Count, current.Work.Count, Next is not null);

    public override string ToString() => $"instance {number} ({Wish}, {State}, {Target}: {string.Join(", ", Processes)})";

    /// <summary>The instance's part of the server's status.</summary>
    public InstanceView View()
    {
        var (state, shown) = (State, Current ?? LastBlocking);
        var reason = state switch
        {
            ServerState.BackingOff or ServerState.Parked => Pause!.Why,
            ServerState.Stopping => shown?.EndReason,
            ServerState.Stopped => Reason,
            _ => null,
        };
        return new InstanceView(
            state, reason, shown?.Lease, shown?.Pid, shown?.Containment, shown?.Implementation, shown?.ProtocolVersion,
            Sessions.Count, Current?.Work.Count ?? 0, Current?.Requests);
    }
}

/// <summary>An instance at one moment.</summary>
internal sealed record InstanceView(
    ServerState State, string? Reason, long? Lease, int? Pid, Containment? Containment, string? Implementation, string? ProtocolVersion,
    int Sessions, int Work, IProcessRequests? Requests);
