using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using McpActors.Cluster.Ticks;
using McpActors.Cluster.Wire;
using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Cluster;

/// <summary>See <see cref="McpActorsCluster.DefaultConfig"/>.</summary>
internal static class ClusterDefaults
{
    public static Config Config { get; } = ConfigurationFactory.ParseString(Own())
        .WithFallback(DistributedData.DefaultConfig())
        .WithFallback(DistributedPubSub.DefaultConfig())
        .WithFallback(ClusterSingleton.DefaultConfig())
        .WithFallback(ClusterSingletonProxy.DefaultConfig());

    private static string Own()
    {
        var types = WireTypes.Manifests.Keys.Concat(WireTypes.Local.Keys).Append(typeof(ScheduleBucket)).Append(typeof(TickMemory)).Append(typeof(Status.Failure));
        var bindings = string.Join('\n', types.Select(type => $"\"{type.FullName}, {type.Assembly.GetName().Name}\" = mcp-actors"));
        return $$"""
            mcp-actors.cluster.enabled = on
            # Without one, a node that is lost would never be given up, and its jobs would wait for ever.
            akka.cluster {
              downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
              split-brain-resolver.active-strategy = keep-majority
              # So that what nodes tell each other of 10,000 schedules goes in messages of some 2 MB, and the failure detector's have their turn between them.
              distributed-data.max-delta-elements = 32
              # Akka.NET 1.5.73 logs "failed to find the singleton after 30 seconds" at once, at each start and each change of the oldest node (akka.net #8568).
              singleton-proxy.log-singleton-identification-failure = off
            }
            # What is longer is dropped on its way and never answered. A frame is no buffer: nothing is allocated for it before such a message comes.
            {{FrameBudget.Key}} = {{Sizes.Format(FrameBudget.Default)}}
            akka.actor {
              provider = cluster
              serializers.mcp-actors = "{{typeof(McpActorsSerializer).FullName}}, {{typeof(McpActorsSerializer).Assembly.GetName().Name}}"
              serialization-bindings {
            {{bindings}}
              }
            }
            """;
    }
}
