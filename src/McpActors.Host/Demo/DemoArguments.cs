using System.Text.Json;

namespace McpActors.Host.Demo;

/// <summary>The arguments of one tool call. A missing or mistyped argument gets a readable error.</summary>
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
            : throw new DemoToolException($"The argument '{name}' must be a {Name(kind)}, but is {value.GetRawText()}.");
    }

    private static string Name(JsonValueKind kind) => kind == JsonValueKind.Number ? "number" : "string";
}
