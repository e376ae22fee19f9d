using System.Collections.Frozen;
using Akka.Actor;
using Akka.Serialization;
using McpActors.Configuration;

namespace McpActors.Cluster.Wire.Guards;

/// <summary>
/// Checks at the start that the types of every serializer are known: a configuration or a library may have restored a
/// serializer that creates any named type.
/// </summary>
internal static class SerializerCheck
{
    private const string Serializers = "akka.actor.serializers";

    private static readonly FrozenSet<string> Guarded = new[]
    {
        "Akka.Serialization.NewtonSoftJsonSerializer", "Akka.Remote.Serialization.ProtobufSerializer", "Akka.Remote.Serialization.DaemonMsgCreateSerializer",
        "Akka.Cluster.Serialization.ClusterMessageSerializer", "Akka.Remote.Serialization.MessageContainerSerializer",
        "Akka.Cluster.Tools.PublishSubscribe.Serialization.DistributedPubSubMessageSerializer", "Akka.DistributedData.Serialization.ReplicatedDataSerializer",
        "Akka.DistributedData.Serialization.ReplicatorMessageSerializer", "Akka.Remote.Serialization.MiscMessageSerializer",
        "Akka.Remote.Serialization.SystemMessageSerializer", "Akka.Cluster.Serialization.ReliableDeliverySerializer",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The serializers whose types are not known.</summary>
    /// <param name="system">The system.</param>
    /// <param name="trusted"><c>mcp-actors.cluster.trusted-serializers</c>.</param>
    public static IEnumerable<ConfigurationMistake> Mistakes(ExtendedActorSystem system, IReadOnlyList<string> trusted) =>
        Configured(system).Concat(SetUp(system))
            .Where(serializer => !trusted.Contains(serializer.Name, StringComparer.Ordinal) && IsOpen(serializer.Name, serializer.Type))
            .Select(serializer => new ConfigurationMistake(
                $"{Serializers}.{serializer.Name}", serializer.Type.FullName, "",
                "can create any type that a message from another node names",
                "a serializer with string manifests (SerializerWithStringManifest) that knows its types, or its name in mcp-actors.cluster.trusted-serializers; "
                + "McpActorsCluster.DefaultConfig() has a guard for each of Akka.NET's own, and must override the configuration of its extensions"));

    private static bool IsOpen(string name, Type type)
    {
        if (typeof(WireGuard).IsAssignableFrom(type)) return GuardRules.ByName.GetValueOrDefault(name)?.Guard != type;
        return GuardRules.ByName.ContainsKey(name) || Guarded.Contains(type.FullName ?? "") || !typeof(SerializerWithStringManifest).IsAssignableFrom(type);
    }

    // Akka.NET skips a type that is not found, with a warning.
    private static IEnumerable<(string Name, Type Type)> Configured(ExtendedActorSystem system) =>
        from serializer in system.Settings.Config.GetConfig(Serializers).AsEnumerable()
        let type = Type.GetType(serializer.Value.GetString())
        where type is not null
        select (serializer.Key, type);

    private static IEnumerable<(string Name, Type Type)> SetUp(ExtendedActorSystem system)
    {
        var setup = system.Settings.Setup.Get<SerializationSetup>();
        return setup.HasValue ? setup.Value.CreateSerializers(system).Select(details => (details.Alias, details.Serializer.GetType())) : [];
    }
}
