using Akka.Actor;

namespace McpActors.Cluster.Leading;

/// <summary>
/// The answer of a leader that leaves to <see cref="Nodes.FindLeader"/>: it still takes what is remembered, for the next one, and starts no batch.
/// </summary>
internal sealed record LeaderLeaves(IActorRef Leader);

/// <summary>The answer of a leader that leaves to <see cref="Scheduling.RunBatch"/>: nothing was started, it is for the next one.</summary>
internal sealed record BatchNotTaken;
