using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

// The server ends by itself, even if its test does not end it.
using var deadline = new Timer(_ => Environment.Exit(9), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
if (args is ["--late", var milliseconds]) await Task.Delay(int.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture));
var options = new McpServerOptions
{
    ServerInfo = new Implementation { Name = "sdk", Version = "1" },
    ToolCollection =
    [
        McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo" }),
        McpServerTool.Create(
            async (CancellationToken cancelled) => await Task.Delay(Timeout.InfiniteTimeSpan, cancelled), new McpServerToolCreateOptions { Name = "hang" }),
    ],
};
await using var transport = new StdioServerTransport(options);
await using var server = McpServer.Create(transport, options);
await server.RunAsync();
