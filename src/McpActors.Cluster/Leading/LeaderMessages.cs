using Akka.Actor;

namespace McpActors.Cluster.Leading;

/// <summary>
/// A leaving leader's answer to <see cref="Nodes.FindLeader"/>: it still stores changes for the next leader, but starts
/// no batch.
/// </summary>
internal sealed record LeaderLeaves(IActorRef Leader);

/// <summary>
/// A leaving leader's answer to <see cref="Scheduling.RunBatch"/>: nothing was started; the next leader must be asked.
/// </summary>
internal sealed record BatchNotTaken;
