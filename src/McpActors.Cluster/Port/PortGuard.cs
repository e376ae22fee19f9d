using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;

namespace McpActors.Cluster.Port;

/// <summary>
/// Takes the reports of a node's connections: which belong to a node, and which were refused. Thread-safe.
/// </summary>
internal sealed class PortGuard(ActorSystem system, ConnectionTable connections)
{
    private readonly Refusals _refusals = Refusals.Of(system);
    private readonly ILoggingAdapter _log = Logging.GetLogger(system, "cluster");

    /// <summary>
    /// The other side belongs to the cluster, to the extent that this node requires a proof; its limits are lifted.
    /// </summary>
    public void Proven(Address remote) => connections.Proven(remote);

    /// <summary>The other side of a connection was refused.</summary>
    /// <returns>The sentence for the log.</returns>
    public string Stranger(Address remote, string why)
    {
        var what = $"The connection with {remote.Host}:{remote.Port} was refused: {why}. All nodes of a cluster need the same mcp-actors.cluster.secret.";
        _refusals.Connection("secret", what);
        return what;
    }

    /// <summary>A payload differs from the one that the other side sent.</summary>
    public void Changed(Address remote) =>
        _refusals.Connection("changed",
            $"The connection with {remote.Host}:{remote.Port} was closed: a payload was changed on its way, or was not sent by that node.");

    public void Close(AssociationHandle handle, string why) => handle.Disassociate(why, _log);
}
