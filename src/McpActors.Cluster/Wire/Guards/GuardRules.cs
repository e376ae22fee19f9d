using System.Collections.Frozen;
using Akka.Actor;
using Akka.Cluster.Serialization;
using Akka.Cluster.Tools.PublishSubscribe.Serialization;
using Akka.Dispatch.SysMsg;
using Akka.DistributedData.Serialization;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace McpActors.Cluster.Wire.Guards;

/// <summary>
/// The serializers of Akka.NET that could create a type named by a message (1.5.73, from its source), with the messages
/// that may be read. Serializers that are not listed know their types: <c>primitive</c> (string, int, long) and
/// <c>akka-singleton</c> (four messages).
/// </summary>
internal static class GuardRules
{
    private const string RemoteDeployment = "would start any actor that another node names; McpActors does not use remote deployment";
    private const string AnyType = "creates any type that a message names";

    private static readonly GuardRule[] All =
    [
        // Akka.NET resolves the manifest's type before it asks any of these serializers, including NullSerializer
        // (Serialization.Deserialize).
        new(0, "null", typeof(NullGuard), system => new NullSerializer(system)),
        new GuardRule(1, "json", typeof(JsonGuard), system =>
            new NewtonSoftJsonSerializer(system, system.Settings.Config.GetConfig("akka.actor.serialization-settings.json"))).Refused(AnyType),
        new GuardRule(2, "proto", typeof(ProtoGuard), system => new ProtobufSerializer(system)).Refused(AnyType),
        new GuardRule(3, "daemon-create", typeof(DaemonGuard), system => new DaemonMsgCreateSerializer(system)).Refused(RemoteDeployment),
        new(4, "bytes", typeof(BytesGuard), system => new ByteArraySerializer(system)),
        // All except ClusterRouterPool, which is for routers with remote deployment.
        new GuardRule(5, "akka-cluster", typeof(ClusterGuard), system => new ClusterMessageSerializer(system)).Only(
            "HB", "HBR",
            "Akka.Cluster.ClusterHeartbeatSender+Heartbeat, Akka.Cluster",
            "Akka.Cluster.ClusterHeartbeatSender+HeartbeatRsp, Akka.Cluster",
            "Akka.Cluster.GossipStatus, Akka.Cluster",
            "Akka.Cluster.GossipEnvelope, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+InitJoin, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+InitJoinAck, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+InitJoinNack, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+Join, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+Welcome, Akka.Cluster",
            "Akka.Cluster.InternalClusterAction+ExitingConfirmed, Akka.Cluster",
            "Akka.Cluster.ClusterUserAction+Leave, Akka.Cluster",
            "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster"),
        new(6, "akka-containers", typeof(ContainersGuard), system => new MessageContainerSerializer(system)),
        new GuardRule(9, "akka-pubsub", typeof(PubSubGuard), system => new DistributedPubSubMessageSerializer(system)).Only("A", "B", "C", "D", "E", "F"),
        // Counters, flags, the version vector and the mark of deleted data. Sets, maps and registers name the types of
        // their elements.
        new GuardRule(11, "akka-replicated-data", typeof(ReplicatedDataGuard), system => new ReplicatedDataSerializer(system)).Only("A", "D", "F", "G", "L", "d", "f", "g"),
        // All except P, which is for the durable store.
        new GuardRule(12, "akka-data-replication", typeof(DataReplicationGuard), system => new ReplicatorMessageSerializer(system)).Only(
            "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "Q", "R"),
        // Identify, ActorIdentity, a reference, PoisonPill, Kill, the heartbeats of the remote watcher and
        // Status.Success. Status.Failure uses our serializer (Akka.NET's creates any exception); routers, scopes and
        // configurations are for remote deployment.
        new GuardRule(16, "akka-misc", typeof(MiscGuard), system => new MiscMessageSerializer(system)).Only("ID", "AID", "AR", "PP", "K", "RWHB", "RWHR", "STS"),
        // Messages between an actor and its watcher on another node. The other system messages are between parent and
        // child, and contain exceptions.
        new GuardRule(22, "akka-system-msg", typeof(SystemMessagesGuard), system => new SystemMessageSerializer(system)).Only(
            typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification), typeof(Terminate)),
        new GuardRule(36, "reliable-delivery", typeof(ReliableDeliveryGuard), ReliableDelivery).Refused(AnyType),
    ];

    public static FrozenDictionary<string, GuardRule> ByName { get; } = All.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);

    // The class is internal to Akka.NET.
    private static Serializer ReliableDelivery(ExtendedActorSystem system) => (Serializer)Activator.CreateInstance(
        Type.GetType("Akka.Cluster.Serialization.ReliableDeliverySerializer, Akka.Cluster", throwOnError: true)!, system)!;
}
