using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Events;

/// <summary>Publishes events of this node's event stream to the cluster.</summary>
internal sealed class EventsActor : ReceiveActor
{
    private static readonly Type[] Published =
    [
        typeof(IProcessEvent), typeof(IServerEvent), typeof(ISessionEvent), typeof(ServersApplied), typeof(ServerChanged), typeof(BatchCompleted), typeof(BatchSwept),
        typeof(SweepCompleted), typeof(ProcessSurvived), typeof(TickInterrupted), typeof(TicksMissed),
    ];

    public EventsActor(string node)
    {
        var mediator = DistributedPubSub.Get(Context.System).Mediator;
        ReceiveAny(published =>
        {
            // An event without a manifest stays in its node; a test checks the list of manifests.
            if (!WireTypes.Manifests.ContainsKey(published.GetType())) return;
            var crosses = published is SweepCompleted swept ? new SweepCompleted(SweepRows.ForOtherNodes(swept.Report)) : published;
            mediator.Tell(new Publish(NodeEvent.Topic, new NodeEvent(node, crosses)));
        });
    }

    protected override void PreStart()
    {
        foreach (var type in Published) Context.System.EventStream.Subscribe(Self, type);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
