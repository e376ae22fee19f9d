using Akka.Cluster.Tools.PublishSubscribe;

namespace McpActors.Cluster.Tests;

public sealed class EventTests : ClusterTest
{
    private const string Publish = "mcp-actors.cluster.publish-events = on\n";

    [Fact]
    public async Task What_happens_on_a_node_is_published_to_all_with_its_name()
    {
        var nodes = await StartAsync(Publish + Server("other", "mcp-well"), Publish + Well);
        var seen = new ConcurrentQueue<NodeEvent>();
        var listener = nodes[0].System.ActorOf(Props.Create(() => new Listener(seen)));
        await DistributedPubSub.Get(nodes[0].System).Mediator.Ask<SubscribeAck>(
            new Akka.Cluster.Tools.PublishSubscribe.Subscribe(NodeEvent.Topic, listener), Patience.Limit);

        // An event reaches only current subscribers: wait until the other node knows of the subscription.
        await Waiting.UntilAsync(
            async () =>
            {
                await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob()]));
                return seen.Any(e => e.Node == nodes[1].Address && e.Event is IProcessEvent) || await RestartAsync();
            },
            "an event of the other node");

        await Patience.Until(() => seen.Any(e => e.Node == nodes[0].Address && e.Event is BatchSwept), "an event of this node, which takes its way beside the answer");

        async Task<bool> RestartAsync()
        {
            await AskAsync<ServerStarted>(nodes[1].Mcp.Servers, new RestartServer("files"));
            return false;
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<NodeEvent> seen) => Receive<NodeEvent>(seen.Enqueue);
    }
}
