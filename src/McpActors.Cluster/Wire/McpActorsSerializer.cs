using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;
using McpActors.Cluster.Ticks;

namespace McpActors.Cluster.Wire;

/// <summary>
/// The serializer of messages between nodes: JSON by generated code, with a versioned manifest (see <see
/// cref="WireTypes"/>). Unknown fields are ignored. Actor references are written as their serialization path, MCP types
/// as MCP's own JSON, failures as data. Thread-safe.
/// </summary>
public sealed class McpActorsSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's identifier in Akka.NET, the same in every node.</summary>
    public const int Id = 27_011;

    private const string FailureManifest = "failure/1";
    // Nodes of earlier versions write the exception itself, as Akka.NET does.
    private const string ForeignFailureManifest = "foreign-failure/1";
    private const string BucketManifest = "schedule-bucket/1";
    private const string TicksManifest = "tick-memory/1";

    private readonly JsonSerializerOptions _options;

    /// <summary>Created by Akka.NET from its configuration.</summary>
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

    /// <summary>The number of bytes that <see cref="ToBinary"/> would produce.</summary>
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
            $"Another node sent a message with the manifest '{manifest}', which this node does not know. "
            + "The nodes of a cluster need versions of McpActors that know each other's messages.");
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
        // NotSupportedException: a job of no kind.
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // The content is not shown, because it may be secret.
            throw new SerializationException($"A message with the manifest '{manifest}' is invalid at {(e as JsonException)?.Path ?? "its beginning"}.", e);
        }
    }

    private JsonTypeInfo TypeInfo(Type type) => _options.GetTypeInfo(type);

    private static SerializationException Refused(Type type) => new(
        $"{type.Name} does not cross nodes. {WireTypes.Local.GetValueOrDefault(type) ?? "It has no manifest."}");
}
