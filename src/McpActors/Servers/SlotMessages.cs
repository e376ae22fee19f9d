using Akka.Actor;

namespace McpActors.Servers;

/// <summary>What a SlotActor says to its ServerActor, at each change.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Requests">Its process, as who sends requests sees it; null while none is ready.</param>
internal sealed record SlotStatus(ServerStatus Status, RequestsInFlight? Requests);

/// <summary>What a SlotActor answers, to be passed on.</summary>
internal sealed record SlotAnswer(IActorRef To, object Message);

/// <summary>A SlotActor, as its ServerActor sees it.</summary>
internal sealed class Slot(IActorRef actor, Configuration.ServerSettings settings)
{
    public IActorRef Actor => actor;

    public Configuration.ServerSettings Settings => settings;

    public ServerStatus Status { get; set; } = new() { Server = settings.Name, State = ServerState.Stopped };

    public RequestsInFlight? Requests { get; set; }

    public bool IsReady => Status.State == ServerState.Ready;

    /// <summary>A process is there, is on its way, or will be tried again.</summary>
    public bool IsWanted => Status.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff;
}
