using System.Collections.Frozen;
using Akka.Actor;
using Akka.Serialization;

namespace McpActors.Cluster.Wire.Guards;

/// <summary>The limits of one of Akka.NET's serializers: the messages that it may make of bytes from another node.</summary>
/// <param name="Id">The identifier under which other nodes name it.</param>
/// <param name="Name">Its name in <c>akka.actor.serializers</c>.</param>
/// <param name="Guard">The class that stands in its place.</param>
/// <param name="Inner">Makes the serializer itself.</param>
internal sealed record GuardRule(int Id, string Name, Type Guard, Func<ExtendedActorSystem, Serializer> Inner)
{
    /// <summary>
    /// The manifests that are read; null where the serializer makes the same of every message and the manifest is passed over. With each the type that a
    /// serializer without string manifests is given, which is never looked up by a name from the wire.
    /// </summary>
    public FrozenDictionary<string, Type?>? Manifests { get; init; }

    /// <summary>Why nothing at all is read or written; null where something is.</summary>
    public string? Refusal { get; init; }

    /// <summary>Makes nothing.</summary>
    public GuardRule Refused(string why) => this with { Refusal = why };

    /// <summary>Makes what these manifests stand for.</summary>
    public GuardRule Only(params IEnumerable<string> manifests) =>
        this with { Manifests = manifests.ToFrozenDictionary(manifest => manifest, _ => (Type?)null, StringComparer.Ordinal) };

    /// <summary>Makes these types, whose names are the manifests.</summary>
    public GuardRule Only(params IEnumerable<Type> types) =>
        this with { Manifests = types.ToFrozenDictionary(type => $"{type.FullName}, {type.Assembly.GetName().Name}", type => (Type?)type, StringComparer.Ordinal) };
}
