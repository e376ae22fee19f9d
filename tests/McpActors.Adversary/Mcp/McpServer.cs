using System.Buffers;

namespace McpActors.Adversary.Mcp;

/// <summary>
/// A minimal handwritten MCP server, so that a habit controls every byte. It has one tool, <c>echo</c>.
/// </summary>
internal sealed class McpServer
{
    /// <summary>Runs before each call is answered.</summary>
    public Action OnCall { get; init; } = () => { };

    /// <summary>Runs with the call's text before the call is answered.</summary>
    public Action<string> OnText { get; init; } = _ => { };

    /// <summary>Turns a call's text into its answer.</summary>
    public Func<string, string> Say { get; init; } = text => text;

    /// <summary>Takes each message first. True if nothing else is to be done with it.</summary>
    public Func<JsonElement, bool> OnMessage { get; init; } = _ => false;

    /// <summary>The protocols in the answer to <c>server/discover</c>, as JSON; null if the request is unknown.</summary>
    public string? Discovers { get; init; }

    /// <summary>The server's capabilities, as JSON.</summary>
    public string Capabilities { get; init; } = """{"tools":{}}""";

    /// <summary>Whether <c>initialize</c> is known.</summary>
    public bool Initializes { get; init; } = true;

    /// <summary>The server's name.</summary>
    public string Name { get; init; } = "adversary";

    /// <summary>Returns the message with which a call with this text is refused; null to accept the call.</summary>
    public Func<string, string?> Refuse { get; init; } = _ => null;

    /// <summary>Whether the answer to a call with this text is a tool error.</summary>
    public Func<string, bool> IsError { get; init; } = _ => false;

    /// <summary>The text that is written for a request, by its method, its raw id and its params; null for the usual answer, "" for none.</summary>
    public Func<string, string, JsonElement, string?> Write { get; init; } = (_, _, _) => null;

    /// <summary>Runs when a client has reported that it is initialized.</summary>
    public Action OnReady { get; init; } = () => { };

    /// <summary>Runs before each answer is written.</summary>
    public Action OnAnswer { get; init; } = () => { };

    /// <summary>Held while an answer is written, for habits that write from another thread.</summary>
    public Lock Stdout { get; init; } = new();

    /// <summary>Serves until stdin ends.</summary>
    public int Serve()
    {
        using var stdin = new StreamReader(Console.OpenStandardInput());
        while (stdin.ReadLine() is { } line)
        {
            using var message = JsonDocument.Parse(line);
            if (!OnMessage(message.RootElement)) Take(message.RootElement);
        }

        return 0;
    }

    private void Take(JsonElement request)
    {
        var method = request.TryGetProperty("method", out var name) ? name.GetString() : null;
        if (method == "notifications/initialized")
            OnReady();
        else if (method == "tools/call")
        {
            OnCall();
            OnText(TextOf(request));
        }

        if (method is null || !request.TryGetProperty("id", out var id))
            return;

        if (Write(method, id.GetRawText(), request.TryGetProperty("params", out var parameters) ? parameters : default) is { } written)
        {
            lock (Stdout)
                Posix.Write(Encoding.UTF8.GetBytes(written));
            return;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var answer = new Utf8JsonWriter(bytes))
        {
            answer.WriteStartObject();
            answer.WriteString("jsonrpc", "2.0");
            answer.WritePropertyName("id");
            id.WriteTo(answer);
            WriteResult(answer, method, request);
            answer.WriteEndObject();
        }

        bytes.Write("\n"u8);
        OnAnswer();
        lock (Stdout)
            Posix.Write(bytes.WrittenSpan);
    }

    private void WriteResult(Utf8JsonWriter answer, string? method, JsonElement request)
    {
        switch (method)
        {
            case "server/discover" when Discovers is not null:
                WriteRaw(answer, $$$"""{"supportedVersions":[{{{Discovers}}}],"capabilities":{{{Capabilities}}},"resultType":"complete","ttlMs":0,"cacheScope":"private"}""");
                break;
            case "initialize" when !Initializes:
                answer.WritePropertyName("error");
                answer.WriteRawValue("""{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2026-07-28"],"requested":"2025-11-25"}}""");
                break;
            case "initialize":
                WriteInitialized(answer, request.GetProperty("params").GetProperty("protocolVersion"));
                break;
            case "tools/list":
                WriteRaw(answer, """{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}""");
                break;
            case "tools/call" when Refuse(TextOf(request)) is { } why:
                answer.WriteStartObject("error");
                answer.WriteNumber("code", -32603);
                answer.WriteString("message", why);
                answer.WriteEndObject();
                break;
            case "tools/call":
                WriteEcho(answer, request);
                break;
            case "resources/subscribe":
            case "resources/unsubscribe":
            case "ping":
                WriteRaw(answer, "{}");
                break;
            default:
                answer.WritePropertyName("error");
                answer.WriteRawValue("""{"code":-32601,"message":"Method not found"}""");
                break;
        }
    }

    private static string TextOf(JsonElement request) =>
        request.TryGetProperty("params", out var call) && call.TryGetProperty("arguments", out var arguments)
        && arguments.TryGetProperty("text", out var text) ? text.ToString() : "";

    private static void WriteRaw(Utf8JsonWriter answer, string result)
    {
        answer.WritePropertyName("result");
        answer.WriteRawValue(result);
    }

    private void WriteInitialized(Utf8JsonWriter answer, JsonElement version)
    {
        answer.WriteStartObject("result");
        answer.WritePropertyName("protocolVersion");
        version.WriteTo(answer);
        answer.WritePropertyName("capabilities");
        answer.WriteRawValue(Capabilities);
        answer.WritePropertyName("serverInfo");
        answer.WriteStartObject();
        answer.WriteString("name", Name);
        answer.WriteString("version", "1");
        answer.WriteEndObject();
        answer.WriteEndObject();
    }

    private void WriteEcho(Utf8JsonWriter answer, JsonElement request)
    {
        answer.WriteStartObject("result");
        answer.WriteStartArray("content");
        answer.WriteStartObject();
        answer.WriteString("type", "text");
        answer.WriteString("text", Say(TextOf(request)));
        answer.WriteEndObject();
        answer.WriteEndArray();
        answer.WriteBoolean("isError", IsError(TextOf(request)));
        answer.WriteEndObject();
    }
}
