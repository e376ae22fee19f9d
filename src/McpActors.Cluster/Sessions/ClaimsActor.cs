using Akka.Actor;
using McpActors.Cluster.Nodes;

namespace McpActors.Cluster.Sessions;

/// <summary>Tells a new session directory the rest of what this node holds, page by page as it asks: all at once may be more than one message can be.</summary>
internal sealed class ClaimsActor : ReceiveActor
{
    /// <param name="directory">This node's.</param>
    public ClaimsActor(ClusterSessionDirectory directory) => Receive<GetClaims>(ask => Sender.Tell(directory.Claims(ask.After, Self)));
}
