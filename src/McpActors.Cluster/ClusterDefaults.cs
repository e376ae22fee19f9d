using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using McpActors.Cluster.Port;
using McpActors.Cluster.Ticks;
using McpActors.Cluster.Wire;
using McpActors.Cluster.Wire.Guards;
using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Cluster;

/// <summary>See <see cref="McpActorsCluster.DefaultConfig"/>.</summary>
internal static class ClusterDefaults
{
    /// <summary>
    /// The guards that replace Akka.NET's serializers, so that no message creates a type that is not known in advance.
    /// They must override the configuration that Akka.NET's extensions add.
    /// </summary>
    public static Config Guards { get; } = ConfigurationFactory.ParseString(OfGuards());

    public static Config Config { get; } = Guards.WithFallback(ConfigurationFactory.ParseString(Own()))
        .WithFallback(DistributedData.DefaultConfig())
        .WithFallback(DistributedPubSub.DefaultConfig())
        .WithFallback(ClusterSingleton.DefaultConfig())
        .WithFallback(ClusterSingletonProxy.DefaultConfig());

    private static string OfGuards()
    {
        var guards = string.Join('\n', GuardRules.ByName.Values.Select(rule => $"{rule.Name} = \"{rule.Guard.FullName}, {rule.Guard.Assembly.GetName().Name}\""));
        return $$"""
            akka.actor.serializers {
            {{guards}}
            }
            # Akka.NET adds NullSerializer itself, so the guard that replaces it would cause a warning. SerializerCheck
            # examines all configured serializers.
            akka.log-serializer-override-on-start = off
            """;
    }

    private static string Own()
    {
        var types = WireTypes.Manifests.Keys.Concat(WireTypes.Local.Keys).Append(typeof(ScheduleBucket)).Append(typeof(TickMemory)).Append(typeof(Status.Failure));
        var bindings = string.Join('\n', types.Select(type => $"\"{type.FullName}, {type.Assembly.GetName().Name}\" = mcp-actors"));
        return $$"""
            mcp-actors.cluster.enabled = on
            {{GuardedTransport.Key}} = "{{typeof(GuardedTransport).FullName}}, {{typeof(GuardedTransport).Assembly.GetName().Name}}"
            # Without a downing provider a lost node would never be removed, and its jobs would wait for ever.
            akka.cluster {
              downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
              split-brain-resolver.active-strategy = keep-majority
              # Messages about 10,000 schedules then have about 2 MB, and the failure detector's heartbeats get through
              # between them.
              distributed-data.max-delta-elements = 32
              # Akka.NET 1.5.73 logs "failed to find the singleton after 30 seconds" at once, at each start and each change of the oldest node (akka.net #8568).
              singleton-proxy.log-singleton-identification-failure = off
            }
            # Akka.Remote drops a longer message, and it is never answered. A frame is not allocated in advance.
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
