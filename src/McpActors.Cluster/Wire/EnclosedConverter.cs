using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpActors.Cluster.Wire;

/// <summary>Writes a message inside another message, together with its manifest.</summary>
internal sealed class EnclosedConverter<T>(McpActorsSerializer serializer) : JsonConverter<T>
    where T : class
{
    private const string Manifest = "manifest";
    private const string Content = "message";

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(Manifest, out var manifest)
            || !document.RootElement.TryGetProperty(Content, out var content))
            throw new JsonException("A message inside a message needs a manifest.");
        var message = serializer.FromBinary(System.Text.Encoding.UTF8.GetBytes(content.GetRawText()), manifest.GetString() ?? "");
        return message as T ?? throw new JsonException($"'{manifest}' is not allowed there.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Manifest, serializer.Manifest(value));
        writer.WritePropertyName(Content);
        writer.WriteRawValue(serializer.ToBinary(value), skipInputValidation: true);
        writer.WriteEndObject();
    }
}
