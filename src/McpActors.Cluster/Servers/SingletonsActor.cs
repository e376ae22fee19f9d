using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers that the cluster has once: a singleton that names its own node to those who look for them. Before the
/// next node takes over it ends their processes, so that there are never two; requests that arrive meanwhile look for
/// the next node.
/// </summary>
internal sealed class SingletonsActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly IActorRef _agent;
    private readonly HashSet<string> _stopping = new(StringComparer.Ordinal);

    /// <param name="parts">This node.</param>
    /// <param name="agent">Handles the requests to these servers.</param>
    public SingletonsActor(ClusterParts parts, IActorRef agent)
    {
        (_parts, _agent) = (parts, agent);
        Receive<FindSingletons>(_ => Sender.Tell(new SingletonsFound(agent)));
        // Messages that are not answered by a server, and therefore not followed.
        Receive<IServerMessage>(parts.Mcp.LocalServers.Forward);
        Receive<HandOverSingletons>(_ => Become(Ending));
    }

    protected override void PreStart()
    {
        _agent.Tell(new HasSingletons(true));
        foreach (var server in _parts.Settings.Servers.Values.Where(server => server is { Cluster: ServerPlacement.Singleton, Start: StartMode.Eager }))
            _parts.Mcp.LocalServers.Tell(new StartServer(server.Name), ActorRefs.NoSender);
    }

    protected override void PostStop() => _agent.Tell(new HasSingletons(false));

    private void Ending()
    {
        // The agent outlives this actor, so a request that arrives too late for it is refused and not lost.
        _agent.Tell(new HasSingletons(false));
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        // The reaper of this node handles a process that could not be stopped.
        Receive<Status.Failure>(failure => OnStopped((failure.Cause as McpServerException)?.Server));
        Receive<FindSingletons>(_ => { });
        Receive<IServerMessage>(_parts.Mcp.LocalServers.Forward);
        foreach (var server in _parts.Singletons)
        {
            _stopping.Add(server);
            _parts.Mcp.LocalServers.Tell(new StopServer(server));
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

/// <summary>From the singleton manager: another node takes over.</summary>
internal sealed record HandOverSingletons
{
    public static HandOverSingletons Instance { get; } = new();
}
