using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpActors.Adversary.Mcp;

/// <summary>
/// Just enough of an MCP server, by hand: nothing stands between a habit and the bytes that it writes. It has one tool, <c>echo</c>.
/// </summary>
internal sealed class McpServer
{
    /// <summary>What a call does before it is answered.</summary>
    public Action OnCall { get; init; } = () => { };

    /// <summary>What is done when a client has said that it is ready.</summary>
    public Action OnReady { get; init; } = () => { };

    /// <summary>What is written before each answer.</summary>
    public Action OnAnswer { get; init; } = () => { };

    /// <summary>Serves until stdin ends.</summary>
    public int Serve()
    {
        while (Console.In.ReadLine() is { } line)
        {
            var request = JsonNode.Parse(line)!;
            var answer = (string?)request["method"] switch
            {
                "initialize" => Initialize(request),
                "tools/list" => JsonNode.Parse("""{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}"""),
                "tools/call" => Call(request),
                "ping" => new JsonObject(),
                "notifications/initialized" => Ready(),
                _ => null,
            };
            if (request["id"] is { } id) Answer(id.DeepClone(), answer);
        }
        return 0;
    }

    private static JsonObject Initialize(JsonNode request) => new JsonObject
    {
        ["protocolVersion"] = request["params"]!["protocolVersion"]!.DeepClone(),
        ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
        ["serverInfo"] = new JsonObject { ["name"] = "adversary", ["version"] = "1" },
    };

    private JsonNode? Ready()
    {
        OnReady();
        return null;
    }

    private JsonObject Call(JsonNode request)
    {
        OnCall();
        var said = request["params"]?["arguments"]?["text"]?.ToString() ?? "";
        return new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = said }) };
    }

    private void Answer(JsonNode id, JsonNode? result)
    {
        OnAnswer();
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id };
        if (result is not null) answer["result"] = result;
        else answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "Method not found" };
        Console.Out.WriteLine(answer.ToJsonString(JsonSerializerOptions.Default));
    }
}
