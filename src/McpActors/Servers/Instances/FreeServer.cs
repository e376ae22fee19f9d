namespace McpActors.Servers;

/// <summary>
/// To a ReplicaActor, and from it to the SlotActor that serves: what <see cref="StartServer"/> is to one that need not run. It runs when it is
/// needed, although it was stopped on request or is parked. It is not answered.
/// </summary>
internal sealed record FreeServer
{
    public static FreeServer Instance { get; } = new();
}
