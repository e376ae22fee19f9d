using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers that the cluster has once: a singleton that forwards their messages to its own node. Before the next
/// node takes over it ends their processes, so that there are never two; requests that arrive meanwhile look for the
/// next node.
/// </summary>
internal sealed class SinglesActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly IActorRef _agent;
    private readonly HashSet<string> _stopping = new(StringComparer.Ordinal);

    /// <param name="parts">This node.</param>
    /// <param name="agent">Handles its requests.</param>
    public SinglesActor(ClusterParts parts, IActorRef agent)
    {
        (_parts, _agent) = (parts, agent);
        Receive<FindSingles>(_ => Sender.Tell(new SinglesFound(Self, agent)));
        Receive<RunRequest>(agent.Forward);
        Receive<OpenSession>(agent.Forward);
        // Messages that are not answered by a server, and therefore not followed.
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
        // The reaper of this node handles a process that could not be stopped.
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

/// <summary>From the singleton manager: another node takes over.</summary>
internal sealed record HandOverSingles
{
    public static HandOverSingles Instance { get; } = new();
}
