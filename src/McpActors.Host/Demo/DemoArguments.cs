using System.Text.Json;

namespace McpActors.Host.Demo;

/// <summary>The arguments of one call, with a readable refusal for what is missing or of the wrong kind.</summary>
internal sealed class DemoArguments(IDictionary<string, JsonElement>? values)
{
    public string Text(string name) =>
        Find(name, JsonValueKind.String).GetString() ?? "";

    public double Number(string name) =>
        Find(name, JsonValueKind.Number).GetDouble();

    private JsonElement Find(string name, JsonValueKind kind)
    {
        if (values is null || !values.TryGetValue(name, out var value))
            throw new DemoToolException($"The argument '{name}' is missing.");
        return value.ValueKind == kind
            ? value
            : throw new DemoToolException($"The argument '{name}' must be a {Name(kind)}, and it is {value.GetRawText()}.");
    }

    private static string Name(JsonValueKind kind) => kind == JsonValueKind.Number ? "number" : "string";
}
