using Akka.Actor;

namespace McpActors.Servers;

/// <summary>What a SlotActor says to its ReplicaActor, at each change.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Requests">Its process, as who sends requests sees it; null while none is ready.</param>
internal sealed record SlotStatus(ServerStatus Status, RequestsInFlight? Requests);

/// <summary>What a SlotActor answers, to be passed on.</summary>
internal sealed record SlotAnswer(IActorRef To, object Message);

/// <summary>To a SlotActor: what <see cref="StopServer"/> is to a server.</summary>
/// <param name="Reason">Why.</param>
/// <param name="HandsOver">What waits for its process is told to the ReplicaActor, for the slot in its place; otherwise it fails.</param>
internal sealed record StopSlot(string Reason, bool HandsOver = false)
{
    public static StopSlot OnRequest { get; } = new("a stop was requested");
}

/// <summary>To a SlotActor: nobody uses its process; it is to end until there is something to do.</summary>
internal sealed record Rest(string Reason);
