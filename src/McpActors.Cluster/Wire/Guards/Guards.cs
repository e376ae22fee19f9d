using Akka.Actor;
using Akka.Configuration;

namespace McpActors.Cluster.Wire.Guards;

// One class for each serializer: Akka.NET creates a serializer by its class name, with nothing but the system as
// argument.

internal sealed class NullGuard(ExtendedActorSystem system) : WireGuard(system, "null");

internal sealed class JsonGuard : WireGuard
{
    // Akka.NET passes this one's settings; the serializer itself, if it is trusted, reads them again.
    public JsonGuard(ExtendedActorSystem system, Config settings)
        : base(system, "json") => _ = settings;
}

internal sealed class ProtoGuard(ExtendedActorSystem system) : WireGuard(system, "proto");

internal sealed class DaemonGuard(ExtendedActorSystem system) : WireGuard(system, "daemon-create");

internal sealed class BytesGuard(ExtendedActorSystem system) : WireGuard(system, "bytes");

internal sealed class ClusterGuard(ExtendedActorSystem system) : WireGuard(system, "akka-cluster");

internal sealed class ContainersGuard(ExtendedActorSystem system) : WireGuard(system, "akka-containers");

internal sealed class PubSubGuard(ExtendedActorSystem system) : WireGuard(system, "akka-pubsub");

internal sealed class ReplicatedDataGuard(ExtendedActorSystem system) : WireGuard(system, "akka-replicated-data");

internal sealed class DataReplicationGuard(ExtendedActorSystem system) : WireGuard(system, "akka-data-replication");

internal sealed class MiscGuard(ExtendedActorSystem system) : WireGuard(system, "akka-misc");

internal sealed class SystemMessagesGuard(ExtendedActorSystem system) : WireGuard(system, "akka-system-msg");

internal sealed class ReliableDeliveryGuard(ExtendedActorSystem system) : WireGuard(system, "reliable-delivery");
