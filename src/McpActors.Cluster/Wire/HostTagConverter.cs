using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Processes.Lineage;

namespace McpActors.Cluster.Wire;

/// <summary>Writes a host's tag in its usual form.</summary>
internal sealed class HostTagConverter : JsonConverter<HostTag>
{
    public override HostTag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        HostTag.TryParse(reader.GetString(), out var tag) ? tag : throw new JsonException("This is not a host's tag.");

    public override void Write(Utf8JsonWriter writer, HostTag value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
