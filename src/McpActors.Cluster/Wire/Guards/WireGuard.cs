using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using McpActors.Cluster.Port;

namespace McpActors.Cluster.Wire.Guards;

/// <summary>
/// Replaces one of Akka.NET's serializers and reads only the messages that its <see cref="GuardRule"/> allows. Akka.NET
/// finds serializers by their identifier, also for a message inside a message, so the guard cannot be bypassed.
/// Thread-safe.
/// </summary>
internal abstract class WireGuard : SerializerWithStringManifest
{
    // Containers may hold containers: a message of a few kilobytes could nest thousands of them and overflow the stack.
    private const int Deepest = 16;

    private const string TrustedKey = "mcp-actors.cluster.trusted-serializers";

    [ThreadStatic]
    private static int _depth;

    private readonly GuardRule _rule;
    private readonly Serializer? _inner;
    private readonly bool _isTrusted;
    private readonly Refusals _refusals;

    private protected WireGuard(ExtendedActorSystem system, string name)
        : base(system)
    {
        _rule = GuardRules.ByName[name];
        _isTrusted = system.Settings.Config.GetStringList(TrustedKey).Contains(name, StringComparer.Ordinal);
        if (_rule.Refusal is null || _isTrusted) _inner = _rule.Inner(system);
        _refusals = Refusals.Of(system);
    }

    public override int Identifier => _rule.Id;

    public override string Manifest(object o) => _inner is null ? "" : Serialization.ManifestFor(_inner, o);

    public override byte[] ToBinary(object obj) => _inner is not null ? _inner.ToBinary(obj) : throw new SerializationException(
        $"{obj.GetType()} does not cross nodes: it has no serializer of its own, and the serializer '{_rule.Name}' {_rule.Refusal}. "
        + "Bind the type to a serializer with string manifests in akka.actor.serialization-bindings.");

    public override object FromBinary(byte[] bytes, string? manifest)
    {
        manifest ??= "";
        if (_inner is null) throw _refusals.Message(_rule.Name, manifest, _rule.Refusal!);
        Type? type = null;
        // As Akka.NET does; the user has declared the serializer trusted.
        if (_isTrusted) type = _inner is SerializerWithStringManifest || manifest.Length == 0 ? null : Type.GetType(manifest, throwOnError: true);
        else if (_rule.Manifests is { } manifests && !manifests.TryGetValue(manifest, out type))
            throw _refusals.Message(_rule.Name, manifest, "is not allowed to read this manifest");
        if (_depth >= Deepest) throw _refusals.Message(_rule.Name, manifest, "is nested inside too many other messages");
        _depth++;
        try
        {
            return _inner is SerializerWithStringManifest inner ? inner.FromBinary(bytes, manifest) : _inner.FromBinary(bytes, type!);
        }
        finally
        {
            _depth--;
        }
    }
}
