using System.Text.Json;
using McpActors.Servers;
using ModelContextProtocol.Protocol;

namespace McpActors.Benchmarks.Parts;

/// <summary>The same call in the forms of an actor and of a client.</summary>
internal static class ToolCall
{
    private static readonly Dictionary<string, JsonElement> Arguments = new() { ["text"] = JsonSerializer.SerializeToElement("hello") };

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    public static CallTool Message { get; } = new("s1", "echo", Arguments);

    public static CallToolRequestParams Request { get; } = new() { Name = "echo", Arguments = Arguments };
}
