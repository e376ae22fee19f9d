using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Whether an instance is to have a process.</summary>
internal enum Wish
{
    /// <summary>As soon as a request waits.</summary>
    OnDemand,

    /// <summary>Always; one that ends unexpectedly is restarted.</summary>
    Up,

    /// <summary>Not before StartServer or RestartServer: it was stopped on request.</summary>
    Stopped,

    /// <summary>Never again; it is removed when its last process is extinct.</summary>
    Retiring,
}

/// <summary>Why an instance that is to have a process has none.</summary>
/// <param name="Why">How the last process ended.</param>
internal abstract record Pause(string Why)
{
    /// <summary>The next process is started after a while.</summary>
    public sealed record BackingOff(string Why) : Pause(Why);

    /// <summary>It ended too often; it is tried at long intervals, and freed on request.</summary>
    public sealed record Parked(string Why) : Pause(Why);
}

/// <summary>
/// What callers share: a stable place for a process, whichever process fills it. Belongs to the ServerActor; only its queue is used by others.
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
///      +--> Starting (what waits, or StartServer,   |                 | more than max-restarts within the window,
///           once the old process is extinct)        |                 | or the program cannot be executed
///                                                   |                 v
///                                                   |              Parked --> Starting (probe-interval, StartServer)
///                                                   v
///                            Current is outdated (reload, restart, age, memory):
///                              room for two:    Next is started; when it is ready it becomes Current, and the old one drains
///                              room for one:    requests are held, the old one drains, and then the next is started
///                              Next has failed: Current goes on
/// </code>
/// The state is read from the fields below and stored nowhere.
/// </remarks>
internal sealed class Instance(int number, IActorRef? owner, bool isSingleton, RequestQueue queue, Generation target)
{
    public int Number => number;

    /// <summary>The session whose own it is; null where it is for everybody.</summary>
    public IActorRef? Owner => owner;

    /// <summary>Whether it is for one request only.</summary>
    public bool IsSingleton => isSingleton;

    /// <summary>Whether it serves everybody who uses the server.</summary>
    public bool IsCommon => owner is null && !isSingleton;

    public RequestQueue Queue => queue;

    /// <summary>What each of its processes is asked to tell of.</summary>
    public SubscribedResources Subscribed { get; } = new();

    public Wish Wish { get; set; }

    /// <summary>What its next process is started with. A process of another generation is outdated.</summary>
    public Generation Target { get; set; } = target;

    /// <summary>The process that serves, or is started because nothing serves.</summary>
    public ServerProcess? Current { get; set; }

    /// <summary>The process that is to take the place of the current one.</summary>
    public ServerProcess? Next { get; set; }

    /// <summary>The processes that serve no more and are not extinct.</summary>
    public List<ServerProcess> Leaving { get; } = [];

    public Pause? Pause { get; set; }

    /// <summary>Whether the process that is started is only a try of a parked server.</summary>
    public bool IsProbing { get; set; }

    /// <summary>Whether a replacement has just failed: the next one waits for a while.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>The sessions that have their place here, each with the process that it knows; null before there was one.</summary>
    public Dictionary<IActorRef, int?> Sessions { get; } = [];

    /// <summary>How the last process ended, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>Why it retires; null where it does not.</summary>
    public string? WhyEnded { get; set; }

    /// <summary>Why it cannot serve those who wait: how often that was said, and the last of it.</summary>
    public (int Count, McpServerException? Last) Failures { get; private set; }

    /// <summary>The last process that became ready; zero before.</summary>
    public int LastReady { get; set; }

    /// <summary>The generation of that process.</summary>
    public Generation? ReadyIn { get; set; }

    /// <summary>Whether it is to have a process now, or after a pause.</summary>
    public bool IsWished => Wish == Wish.Up && Pause is not Pause.Parked;

    public bool IsReady => Current is { IsReady: true };

    /// <summary>Whether one of its processes is being replaced.</summary>
    public bool IsReplacing => Next is not null || Leaving.Exists(process => process.IsReplaced);

    /// <summary>All its processes that are not extinct.</summary>
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

    /// <summary>Why another process is to take the place of the current one; null where none is.</summary>
    public string? WhyOutdated =>
        Current is not { } current ? null : !ReferenceEquals(current.Generation, Target) ? "its definition has changed" : current.Outdated;

    /// <summary>Fails everybody who waits for a process of it.</summary>
    public void Fail(McpServerException failure)
    {
        FailWaiters(failure);
        Queue.Fail(failure);
    }

    /// <summary>Fails those who wait for a start or a restart; requests go on waiting.</summary>
    public void FailWaiters(McpServerException failure) => Failures = (Failures.Count + 1, failure);

    /// <summary>A process serves no more.</summary>
    public void Leave(ServerProcess process, string why)
    {
        if (process == Current) Current = null;
        else if (process == Next) Next = null;
        process.EndReason = why;
        Leaving.Add(process);
    }

    /// <summary>The use of its process at this moment.</summary>
    public ProcessUse Use(TimeSpan now) => Current is not { } current ? default : new ProcessUse(
        now - current.ReadySince, current.Requests?.Unused ?? TimeSpan.Zero, current.Requests?.Count ?? 0, Sessions.Count, current.Work.Count, Next is not null);

    public override string ToString() => $"instance {number} ({Wish}, {State}, {Target}: {string.Join(", ", Processes)})";

    /// <summary>What the server's status says of it.</summary>
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
