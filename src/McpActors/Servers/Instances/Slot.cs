using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>A SlotActor, as its ReplicaActor sees it.</summary>
internal sealed class Slot(IActorRef actor, ServerSettings settings)
{
    private TaskCompletionSource? _tasksEnded;

    public IActorRef Actor => actor;

    public ServerSettings Settings => settings;

    public ProcessLife Life { get; } = new(settings);

    public ServerStatus Status { get; private set; } = new() { Server = settings.Name, State = ServerState.Stopped };

    public RequestsInFlight? Requests { get; set; }

    /// <summary>When its process was ready, by the monotonic clock.</summary>
    public TimeSpan ReadySince { get; private set; }

    public bool IsReady => Status.State == ServerState.Ready;

    /// <summary>A process is there, is on its way, or will be tried again.</summary>
    public bool IsWanted => Status.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff;

    /// <summary>What is declared to run in its process.</summary>
    public HashSet<(IActorRef Declarer, string Task)> Tasks { get; } = [];

    /// <summary>It has said where it stands.</summary>
    public void Update(SlotStatus change, TimeSpan now)
    {
        var wasReady = IsReady;
        (Status, Requests) = (change.Status, change.Requests);
        if (IsReady && !wasReady) ReadySince = now;
        // What ran in a process that has ended runs no more, whatever came between.
        else if (Status.State is not (ServerState.Ready or ServerState.Stopping)) TakeTasks(_ => true);
    }

    /// <summary>They run no more.</summary>
    public void TakeTasks(Func<(IActorRef Declarer, string Task), bool> which)
    {
        Tasks.RemoveWhere(task => which(task));
        if (Tasks.Count == 0) _tasksEnded?.TrySetResult();
    }

    /// <summary>Completes when nothing is under way and no task runs. To be called after the last request was sent.</summary>
    public Task DrainAsync()
    {
        _tasksEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TakeTasks(_ => false);
        return Task.WhenAll(Requests!.DrainAsync(), _tasksEnded.Task);
    }
}
