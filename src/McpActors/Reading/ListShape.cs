using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>The kind of a list of the protocol.</summary>
/// <param name="Method">By which it is asked for.</param>
/// <param name="Member">Where in a result it is.</param>
/// <param name="Noun">The name of an item in messages, with a capital.</param>
/// <param name="Key">The member by which an item is known.</param>
/// <param name="KeyOf">The value of that member.</param>
/// <param name="Required">The members without which an item is none, as they are to be read; or why there is none of them.</param>
internal sealed record ListShape<T>(
    string Method, string Member, string Noun, string Key, Func<T, string> KeyOf,
    Func<JsonElement, (IReadOnlyList<(string Name, JsonElement Value)>? Members, string? Missing)> Required)
    where T : class
{
    public IReadOnlyList<string> Members { get; } = ItemReader.MembersOf<T>();
}

/// <summary>The lists of the protocol.</summary>
internal static class ListShapes
{
    private static readonly JsonElement ObjectType = ItemReader.Text("object");

    public static ListShape<Tool> Tools { get; } = new(RequestMethods.ToolsList, "tools", "Tool", "name", tool => tool.Name, OfTool);

    public static ListShape<Prompt> Prompts { get; } = new(RequestMethods.PromptsList, "prompts", "Prompt", "name", prompt => prompt.Name, item => Texts(item, "name"));

    // A name is for people. Servers leave it out.
    public static ListShape<Resource> Resources { get; } = new(RequestMethods.ResourcesList, "resources", "Resource", "uri", resource => resource.Uri, item => Named(item, "uri"));

    public static ListShape<ResourceTemplate> ResourceTemplates { get; } =
        new(RequestMethods.ResourcesTemplatesList, "resourceTemplates", "Resource template", "uriTemplate", template => template.UriTemplate, item => Named(item, "uriTemplate"));

    private static (IReadOnlyList<(string, JsonElement)>?, string?) OfTool(JsonElement tool)
    {
        if (Texts(tool, "name") is not ({ } name, _)) return (null, "it has no name");
        if (!tool.TryGetProperty("inputSchema", out var schema) || schema.ValueKind == JsonValueKind.Null) return (null, "it has no inputSchema");
        if (schema.ValueKind != JsonValueKind.Object) return (null, "its inputSchema is no object");
        if (schema.TryGetProperty("type", out var type))
        {
            return type.ValueKind == JsonValueKind.String && type.ValueEquals("object")
                ? ([.. name, ("inputSchema", schema)], null)
                : (null, $"its inputSchema is not of the type object but of {type.GetRawText()}");
        }
        // {} and a schema of only properties mean an object: there is nothing else that arguments can be.
        return ([.. name, ("inputSchema", ItemReader.Compose([("type", ObjectType), .. schema.EnumerateObject().Select(member => (member.Name, member.Value))]))], null);
    }

    private static (IReadOnlyList<(string, JsonElement)>?, string?) Texts(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? ([(key, value)], null) : (null, $"it has no {key}");

    private static (IReadOnlyList<(string, JsonElement)>?, string?) Named(JsonElement item, string key)
    {
        if (Texts(item, key) is not ({ } known, _)) return (null, $"it has no {key}");
        var name = item.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String ? given : known[0].Item2;
        return ([.. known, ("name", name)], null);
    }
}
