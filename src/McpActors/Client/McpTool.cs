using System.Text.Json;
using McpActors.Servers;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>
/// A server's tool as a function for Microsoft.Extensions.AI, with the same name, description, schemas and results as
/// csharp-sdk's <c>McpClientTool</c>. It refers to a server by name instead of to one process, so it survives restarts
/// and reloads. Thread-safe.
/// </summary>
/// <remarks>
/// A call that fails throws <see cref="McpServerException"/>; a tool's own error is returned as JSON, for the model to
/// read. If tools of several servers have the same name, rename one with <see cref="WithName"/>.
/// </remarks>
public sealed class McpTool : AIFunction
{
    private readonly Func<IReadOnlyDictionary<string, JsonElement>, CancellationToken, Task<CallToolResult>> _call;

    internal McpTool(
        string server,
        Tool tool,
        Func<IReadOnlyDictionary<string, JsonElement>, CancellationToken, Task<CallToolResult>> call,
        string? name = null,
        string? description = null)
    {
        _call = call;
        Server = server;
        ProtocolTool = tool;
        Name = name ?? tool.Name;
        Description = description ?? tool.Description ?? "";
    }

    /// <summary>The server's configured name.</summary>
    public string Server { get; }

    /// <summary>The tool as its server describes it.</summary>
    public Tool ProtocolTool { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override JsonElement JsonSchema => ProtocolTool.InputSchema;

    /// <inheritdoc/>
    public override JsonElement? ReturnJsonSchema => ProtocolTool.OutputSchema;

    /// <inheritdoc/>
    public override JsonSerializerOptions JsonSerializerOptions => McpJsonUtilities.DefaultOptions;

    /// <summary>
    /// Returns the same tool under another name for models. Its server still gets the tool's own name.
    /// </summary>
    public McpTool WithName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new McpTool(Server, ProtocolTool, _call, name, Description);
    }

    /// <summary>Returns the same tool with another description for models.</summary>
    public McpTool WithDescription(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new McpTool(Server, ProtocolTool, _call, Name, description);
    }

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var json = new Dictionary<string, JsonElement>(arguments.Count, StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            json[name] = value is JsonElement element ? element
                : JsonSerializer.SerializeToElement(value, JsonSerializerOptions.GetTypeInfo(value?.GetType() ?? typeof(object)));
        }
        var result = await _call(json, cancellationToken).ConfigureAwait(false);
        return AsContent(result) ?? JsonSerializer.SerializeToElement(result, JsonSerializerOptions.GetTypeInfo(typeof(CallToolResult)));
    }

    // As in McpClientTool.InvokeCoreAsync: the content if it holds everything, otherwise the whole result.
    private object? AsContent(CallToolResult result)
    {
        if (result.IsError is true || result.StructuredContent is not null || result.Meta?.Any(m => m.Key != ServerInfoKey) is true) return null;
        var contents = result.Content.Select(block => block.ToAIContent(JsonSerializerOptions)).ToArray();
        return contents.Any(content => content is null) ? null : contents switch
        {
            [] => null,
            [var one] => one,
            var many => many,
        };
    }

    // Servers of protocol 2026-07-28 identify themselves in each result.
    private const string ServerInfoKey = "io.modelcontextprotocol/serverInfo";
}
