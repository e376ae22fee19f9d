using McpActors.Cluster.Sessions;
using McpActors.Tests.Sessions;

namespace McpActors.Cluster.Tests;

/// <summary>The directory of a cluster, with one node.</summary>
public sealed class ClusterDirectoryTests : DirectoryContract, IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create(
        "ids", ConfigurationFactory.ParseString("akka.actor.provider = cluster").WithFallback(ConfigurationFactory.ParseString(Node.Quick)));

    public override async Task<ISessionDirectory> StartAsync()
    {
        var cluster = Akka.Cluster.Cluster.Get(_system);
        await cluster.JoinAsync(cluster.SelfAddress);
        var self = cluster.SelfAddress.ToString();
        _system.ActorOf(Props.Create(() => new NoClaims(self)), AgentActor.Name);
        return new ClusterSessionDirectory(_system.ActorOf(Props.Create(() => new SessionIdsActor(cluster))), self, Patience.Limit);
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private sealed class NoClaims : ReceiveActor
    {
        public NoClaims(string node) => Receive<GetClaims>(_ => Sender.Tell(new Claims(node, [])));
    }
}
