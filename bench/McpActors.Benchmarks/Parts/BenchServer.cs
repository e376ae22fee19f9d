using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpActors.Benchmarks.Parts;

/// <summary>The MCP server of the benchmarks: this program itself, with csharp-sdk's server and one tool.</summary>
internal static class BenchServer
{
    public const string IgnoreEof = "--ignore-eof";

    // Ends a server that ignores the end of its stdin, whatever happens to the benchmark.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "McpActors.Benchmarks");

    public static async Task RunAsync(bool ignoreEof)
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "bench", Version = "1" },
            ToolCollection = [McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo" })],
        };
        await using (var transport = new StdioServerTransport(options))
        await using (var server = McpServer.Create(transport, options))
            await server.RunAsync();
        if (!ignoreEof) return;

        // SIGTERM ends it at once, because .NET 10 leaves that signal to the kernel.
        await Task.Delay(Deadline);
    }
}
