using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>What a ReplicaActor is made with.</summary>
/// <param name="Server">Its server's name.</param>
/// <param name="Owner">The session whose own it is; null where it is everybody's.</param>
/// <param name="Memory">What it may not forget.</param>
/// <param name="Environment">What every process of the host shares.</param>
/// <param name="Restarts">Of all replicas of the server.</param>
internal sealed record ReplicaSetup(string Server, IActorRef? Owner, ReplicaMemory Memory, ProcessEnvironment Environment, RestartWindow Restarts);

/// <summary>
/// What a ReplicaActor may not forget when it is restarted after a crash. Not the catalog has it: during a reload that has what is in force for the
/// server, and a replica may be further. Belongs to it.
/// </summary>
internal sealed class ReplicaMemory(ServerSettings settings)
{
    /// <summary>What it was given last.</summary>
    public ServerSettings Settings { get; set; } = settings;
}

/// <summary>What a ReplicaActor says to its ServerActor, at each change.</summary>
/// <param name="Owner">The session whose own it is; null where it is everybody's.</param>
/// <param name="Status">Where its process stands that serves.</param>
/// <param name="Sessions">How many sessions have their place in it.</param>
/// <param name="Tasks">How many tasks are declared to run in it.</param>
/// <param name="Requests">Its process, for who wants to know how busy it is; null while none is ready.</param>
internal sealed record ReplicaStatus(IActorRef? Owner, ServerStatus Status, int Sessions, int Tasks, RequestsInFlight? Requests)
{
    public static ReplicaStatus New(string server, IActorRef? owner) =>
        new(owner, new ServerStatus { Server = server, State = ServerState.Stopped }, 0, 0, null);

    public int Calls => Requests?.Count ?? 0;

    public ProcessStatus Process => new()
    {
        State = Status.State,
        Reason = Status.Reason,
        Lease = Status.Lease,
        Pid = Status.Pid,
        Calls = Calls,
        Sessions = Sessions,
        Tasks = Tasks,
        Requests = Requests,
    };
}

/// <summary>To a ReplicaActor that has crashed, by itself: its process was wanted.</summary>
internal sealed record ResumeReplica
{
    public static ResumeReplica Instance { get; } = new();
}
