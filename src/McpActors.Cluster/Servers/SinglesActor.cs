using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers that the cluster has once: a singleton, which passes what is said to them on to its own node. Before the next one takes over it has
/// their processes ended, so that there are never two; what comes meanwhile looks for the next one.
/// </summary>
internal sealed class SinglesActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly IActorRef _agent;
    private readonly HashSet<string> _stopping = new(StringComparer.Ordinal);

    /// <param name="parts">This node.</param>
    /// <param name="agent">Does what is asked of it.</param>
    public SinglesActor(ClusterParts parts, IActorRef agent)
    {
        (_parts, _agent) = (parts, agent);
        Receive<FindSingles>(_ => Sender.Tell(new SinglesFound(Self, agent)));
        Receive<RunRequest>(agent.Forward);
        Receive<OpenSession>(agent.Forward);
        // Those that are not answered by what they are about, and so are not followed.
        Receive<IServerMessage>(parts.Mcp.LocalServers.Forward);
        Receive<HandOverSingles>(_ => Become(Ending));
    }

    protected override void PreStart()
    {
        _agent.Tell(new HasSingles(true));
        foreach (var server in _parts.Settings.Servers.Values.Where(server => server is { Cluster: ServerPlacement.OnePerCluster, Start: StartMode.Eager }))
            _parts.Mcp.LocalServers.Tell(new StartServer(server.Name), ActorRefs.NoSender);
    }

    protected override void PostStop() => _agent.Tell(new HasSingles(false));

    private void Ending()
    {
        Receive<ServerStopped>(stopped => OnStopped(stopped.Server));
        // One that could not be stopped is with the reaper of this node.
        Receive<Status.Failure>(failure => OnStopped((failure.Cause as McpServerException)?.Server));
        Receive<RunRequest>(run => Sender.Tell(new JobNotTaken(run.Requester)));
        Receive<OpenSession>(_ => Sender.Tell(new JobNotTaken(Sender)));
        Receive<FindSingles>(_ => { });
        Receive<IServerMessage>(_parts.Mcp.LocalServers.Forward);
        foreach (var server in _parts.Singles)
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

/// <summary>From the singleton's manager: another node takes over.</summary>
internal sealed record HandOverSingles
{
    public static HandOverSingles Instance { get; } = new();
}
