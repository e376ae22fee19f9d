using System.Collections.Frozen;
using Akka.Actor;
using Akka.Serialization;

namespace McpActors.Cluster.Wire.Guards;

/// <summary>The limits of one of Akka.NET's serializers: which messages from other nodes it may deserialize.</summary>
/// <param name="Id">The identifier that other nodes use.</param>
/// <param name="Name">The name in <c>akka.actor.serializers</c>.</param>
/// <param name="Guard">The class that replaces it.</param>
/// <param name="Inner">Creates the serializer itself.</param>
internal sealed record GuardRule(int Id, string Name, Type Guard, Func<ExtendedActorSystem, Serializer> Inner)
{
    /// <summary>
    /// The allowed manifests; null if the serializer ignores manifests because it always creates the same type. The
    /// value is the type for serializers without string manifests, so that no type is looked up by a name from the
    /// wire.
    /// </summary>
    public FrozenDictionary<string, Type?>? Manifests { get; init; }

    /// <summary>The reason why nothing is read or written; null if something is.</summary>
    public string? Refusal { get; init; }

    /// <summary>Allows nothing.</summary>
    public GuardRule Refused(string why) => this with { Refusal = why };

    /// <summary>Allows only these manifests.</summary>
    public GuardRule Only(params IEnumerable<string> manifests) =>
        this with { Manifests = manifests.ToFrozenDictionary(manifest => manifest, _ => (Type?)null, StringComparer.Ordinal) };

    /// <summary>Allows only these types, whose names are the manifests.</summary>
    public GuardRule Only(params IEnumerable<Type> types) =>
        this with { Manifests = types.ToFrozenDictionary(type => $"{type.FullName}, {type.Assembly.GetName().Name}", type => (Type?)type, StringComparer.Ordinal) };
}
