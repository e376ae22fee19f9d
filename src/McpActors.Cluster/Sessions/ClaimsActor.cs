using Akka.Actor;
using McpActors.Cluster.Nodes;

namespace McpActors.Cluster.Sessions;

/// <summary>
/// Sends the remaining claims of this node to a new session directory, page by page on request, because all of them may
/// exceed the longest message.
/// </summary>
internal sealed class ClaimsActor : ReceiveActor
{
    /// <param name="directory">This node's directory.</param>
    public ClaimsActor(ClusterSessionDirectory directory) => Receive<GetClaims>(ask => Sender.Tell(directory.Claims(ask.After, Self)));
}
