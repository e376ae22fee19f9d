using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>How each kind of list is asked for, written to disk and read from there: as the protocol has it.</summary>
internal static class ListFormats
{
    /// <summary>The request by which a server is asked for the list, whatever is known of it.</summary>
    public static IListRequest Request(ListKind kind, string server) => kind switch
    {
        ListKind.Tools => new ListTools(server) { MaxAge = TimeSpan.Zero },
        ListKind.Prompts => new ListPrompts(server) { MaxAge = TimeSpan.Zero },
        ListKind.Resources => new ListResources(server) { MaxAge = TimeSpan.Zero },
        _ => new ListResourceTemplates(server) { MaxAge = TimeSpan.Zero },
    };

    public static JsonElement Write(IListAnswer answer) => answer switch
    {
        ToolList list => Element(new ListToolsResult { Tools = [.. list.Tools] }),
        PromptList list => Element(new ListPromptsResult { Prompts = [.. list.Prompts] }),
        ResourceList list => Element(new ListResourcesResult { Resources = [.. list.Resources] }),
        ResourceTemplateList list => Element(new ListResourceTemplatesResult { ResourceTemplates = [.. list.Templates] }),
        _ => throw new ArgumentException($"{answer.GetType()} is no list", nameof(answer)),
    };

    /// <summary>Reads a list back; null where it is none.</summary>
    public static IListAnswer? Read(ListKind kind, string server, JsonElement result, IReadOnlyList<string> problems) => kind switch
    {
        ListKind.Tools => ProtocolJson.TryRead<ListToolsResult>(result) is { Tools: { } tools } ? new ToolList(server, [.. tools]) { Problems = problems } : null,
        ListKind.Prompts => ProtocolJson.TryRead<ListPromptsResult>(result) is { Prompts: { } prompts } ? new PromptList(server, [.. prompts]) { Problems = problems } : null,
        ListKind.Resources => ProtocolJson.TryRead<ListResourcesResult>(result) is { Resources: { } resources }
            ? new ResourceList(server, [.. resources]) { Problems = problems } : null,
        _ => ProtocolJson.TryRead<ListResourceTemplatesResult>(result) is { ResourceTemplates: { } templates }
            ? new ResourceTemplateList(server, [.. templates]) { Problems = problems } : null,
    };

    private static JsonElement Element<T>(T result) => JsonSerializer.SerializeToElement(result, ProtocolJson.Type<T>());
}
