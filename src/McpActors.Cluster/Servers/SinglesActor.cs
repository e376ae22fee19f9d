using Akka.Actor;
using McpActors.Configuration;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers that the cluster has once: a singleton, which passes what is said to them on to the servers of its own node. Before the next one
/// takes over it has their processes ended, so that there are never two.
/// </summary>
internal sealed class SinglesActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly HashSet<string> _stopping = new(StringComparer.Ordinal);

    public SinglesActor(ClusterParts parts)
    {
        _parts = parts;
        Receive<IServerMessage>(message => parts.Mcp.LocalServers.Forward(message));
        Receive<OpenSession>(open => parts.Mcp.LocalSessions.Forward(open));
        Receive<HandOverSingles>(_ => Become(Ending));
    }

    protected override void PreStart()
    {
        foreach (var server in _parts.Settings.Servers.Values.Where(server => server is { Cluster: ServerPlacement.OnePerCluster, Start: StartMode.Eager }))
            _parts.Mcp.LocalServers.Tell(new StartServer(server.Name), ActorRefs.NoSender);
    }

    private void Ending()
    {
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        // One that could not be stopped is with the reaper of this node.
        Receive<Status.Failure>(failure => OnStopped((failure.Cause as McpServerException)?.Server));
        Receive<IServerMessage>(message => Sender.Tell(new Status.Failure(new McpServerException(
            message.Server, ServerFailure.ShuttingDown, $"Server '{message.Server}' is moving to another node; try again in a few seconds."))));
        foreach (var server in _parts.Settings.Servers.Values.Where(server => server.Cluster == ServerPlacement.OnePerCluster))
        {
            _stopping.Add(server.Name);
            _parts.Mcp.LocalServers.Tell(new StopServer(server.Name));
        }
        EndWhenAllHave();
    }

    private void OnStopped(string? server)
    {
        _stopping.Remove(server ?? "");
        EndWhenAllHave();
    }

    private void EndWhenAllHave()
    {
        if (_stopping.Count == 0) Context.Stop(Self);
    }
}

/// <summary>From the singleton's manager: another node takes over.</summary>
internal sealed record HandOverSingles
{
    public static HandOverSingles Instance { get; } = new();
}
