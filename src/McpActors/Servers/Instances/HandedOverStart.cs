namespace McpActors.Servers;

/// <summary>
/// From a SlotActor that leaves, to its ReplicaActor: somebody, its sender, waits for the start that will not be. The requests that wait are handed over
/// as they are. A <see cref="StartServer"/> it is not: nobody has asked again, and what was stopped meanwhile stays so.
/// </summary>
internal sealed record HandedOverStart(string Server) : IServerMessage;
