using System.Reflection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpActors.Host.Demo;

/// <summary>
/// The built-in MCP server: <c>mcpactors run</c> works with nothing else installed. It registers handlers instead of
/// attributes, so that it starts without reflection, in a fraction of a second.
/// </summary>
internal static class DemoServer
{
    private static readonly Dictionary<string, DemoTool> Tools = DemoTools.All.ToDictionary(tool => tool.Definition.Name);

    /// <summary>Serves until stdin is closed.</summary>
    public static async Task<int> RunAsync()
    {
        var version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";
        await Console.Error.WriteLineAsync($"mcpactors demo-server {version}: {string.Join(", ", Tools.Keys)}; ends when stdin is closed");
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "mcpactors-demo", Version = version },
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers { ListToolsHandler = List, CallToolHandler = Call },
        };
        var transport = new StdioServerTransport(options);
        await using (transport.ConfigureAwait(false))
        {
            var server = McpServer.Create(transport, options);
            await using (server.ConfigureAwait(false)) await server.RunAsync();
        }
        return ExitCode.Success;
    }

    private static ValueTask<ListToolsResult> List(RequestContext<ListToolsRequestParams> request, CancellationToken cancelled) =>
        new(new ListToolsResult { Tools = [.. Tools.Values.Select(tool => tool.Definition)] });

    private static async ValueTask<CallToolResult> Call(RequestContext<CallToolRequestParams> request, CancellationToken cancelled)
    {
        if (request.Params?.Name is not { } name || !Tools.TryGetValue(name, out var tool))
            throw new McpProtocolException($"Unknown tool: {request.Params?.Name}", McpErrorCode.InvalidParams);
        try
        {
            return Text(await tool.Run(new DemoArguments(request.Params.Arguments), cancelled));
        }
        catch (DemoToolException e)
        {
            // A tool's failure is a result that a model can read; a protocol error never reaches the model.
            var failed = Text(e.Message);
            failed.IsError = true;
            return failed;
        }
    }

    private static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };
}
