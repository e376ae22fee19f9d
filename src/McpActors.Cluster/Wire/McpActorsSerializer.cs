using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;
using McpActors.Cluster.Ticks;

namespace McpActors.Cluster.Wire;

/// <summary>
/// The wire: JSON of generated code, under a manifest with a version (see <see cref="WireTypes"/>). What it does not know in a message it passes
/// over. References to actors go by their serialization path, what MCP defines by MCP's own JSON, failures as data. Thread-safe.
/// </summary>
public sealed class McpActorsSerializer : SerializerWithStringManifest
{
    /// <summary>What Akka.NET knows it by in every node.</summary>
    public const int Id = 27_011;

    private const string FailureManifest = "failure/1";
    // Nodes of earlier versions write the exception itself, as Akka.NET does.
    private const string ForeignFailureManifest = "foreign-failure/1";
    private const string BucketManifest = "schedule-bucket/1";
    private const string TicksManifest = "tick-memory/1";

    private readonly JsonSerializerOptions _options;

    /// <summary>Made by Akka.NET, from its configuration.</summary>
    public McpActorsSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _options = WireOptions.For(system, this);
    }

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return o switch
        {
            Status.Failure => FailureManifest,
            ScheduleBucket => BucketManifest,
            TickMemory => TicksManifest,
            _ => WireTypes.Manifests.GetValueOrDefault(o.GetType()) ?? throw Refused(o.GetType()),
        };
    }

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return Write(Data(obj));
    }

    /// <summary>How many bytes <see cref="ToBinary"/> would make.</summary>
    internal long Measure(object message)
    {
        var data = Data(message);
        using var counter = new CountingWriter();
        using (var writer = new Utf8JsonWriter(counter, new JsonWriterOptions { Encoder = _options.Encoder, SkipValidation = true }))
            JsonSerializer.Serialize(writer, data, TypeInfo(data.GetType()));
        return counter.Count;
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case FailureManifest: return new Status.Failure(Read<FailureData>(bytes, manifest).ToException());
            case ForeignFailureManifest: return new Status.Failure(ForeignFailure.Read(bytes).ToException());
            case BucketManifest: return ScheduleBucket.From(Read<ScheduleBucketData>(bytes, manifest));
            case TicksManifest: return TickMemory.From(Read<TickMemoryData>(bytes, manifest));
        }
        if (WireTypes.ByManifest.TryGetValue(manifest, out var type)) return Read(bytes, manifest, type);
        throw new SerializationException(
            $"A message with the manifest '{manifest}' came from another node, and this one does not know it. Nodes of one cluster need versions of McpActors that know each other's messages.");
    }

    private static object Data(object message) => message switch
    {
        Status.Failure failure => FailureData.Of(failure.Cause),
        ScheduleBucket bucket => bucket.ToData(),
        TickMemory ticks => ticks.ToData(),
        _ when WireTypes.Manifests.ContainsKey(message.GetType()) => message,
        _ => throw Refused(message.GetType()),
    };

    private byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, TypeInfo(message.GetType()));

    private T Read<T>(byte[] bytes, string manifest) => (T)Read(bytes, manifest, typeof(T));

    private object Read(byte[] bytes, string manifest, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, TypeInfo(type)) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            // Not what it holds, which may be secret.
            throw new SerializationException($"A message with the manifest '{manifest}' is not as it should be, at {e.Path ?? "its beginning"}.", e);
        }
    }

    private JsonTypeInfo TypeInfo(Type type) => _options.GetTypeInfo(type);

    private static SerializationException Refused(Type type) => new(
        $"{type.Name} does not cross nodes. {WireTypes.Local.GetValueOrDefault(type) ?? "It has no manifest."}");
}
