using System.IO.Pipelines;
using System.Threading.Channels;

namespace McpActors.Tests.Servers.Protocol;

/// <summary>
/// An MCP server in this process that answers only the handshake: the test sees its input, and writes its output
/// unchanged.
/// </summary>
internal sealed class ScriptedServer
{
    public const string Old = "2025-06-18", New = "2026-07-28";

    private readonly Pipe _toServer = new(), _toClient = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Channel<JsonObject> _received = Channel.CreateUnbounded<JsonObject>();
    private readonly string _version;
    private readonly string _capabilities;

    public ScriptedServer(string version, string capabilities)
    {
        (_version, _capabilities) = (version, capabilities);
        ToServer = _toServer.Writer.AsStream();
        FromServer = _toClient.Reader.AsStream();
        _ = ServeAsync();
    }

    public Stream ToServer { get; }

    public Stream FromServer { get; }

    /// <summary>The client's capabilities from the handshake or its first question.</summary>
    public JsonNode? ClientCapabilities { get; private set; }

    /// <summary>The next message with this method; earlier ones are skipped.</summary>
    public async Task<JsonObject> ReceiveAsync(string method)
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if ((string?)message["method"] == method) return message;
        }
    }

    /// <summary>The next message after the handshake.</summary>
    public async Task<JsonObject> ReceiveAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public Task AnswerAsync(JsonObject request, string result) => SayAsync($$$"""{"jsonrpc":"2.0","id":{{{request["id"]!.ToJsonString()}}},"result":{{{result}}}}""");

    public Task RefuseAsync(JsonObject request, int code, string message) =>
        SayAsync($$$"""{"jsonrpc":"2.0","id":{{{request["id"]!.ToJsonString()}}},"error":{"code":{{{code}}},"message":"{{{message}}}"}}""");

    public Task NotifyAsync(string method, string parameters) => SayAsync(Notification(method, parameters));

    public static string Notification(string method, string parameters) =>
        $$$"""{"jsonrpc":"2.0","method":"{{{method}}}","params":{{{parameters}}}}""";

    public Task SayAsync(params string[] messages) => WriteAsync(Encoding.UTF8.GetBytes(string.Concat(messages.Select(message => $"{message}\n"))));

    /// <summary>Does not wait until it is read, unlike a pipe.</summary>
    public Task WriteAsync(byte[] bytes) => _toClient.Writer.WriteAsync(bytes).AsTask();

    private async Task ServeAsync()
    {
        using var lines = new StreamReader(_toServer.Reader.AsStream());
        while (await lines.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            switch ((string?)message["method"])
            {
                case "server/discover" when _version == New && ClientCapabilities is null:
                    ClientCapabilities = message["params"]!["_meta"]!["io.modelcontextprotocol/clientCapabilities"];
                    await AnswerAsync(message, $$"""
                        {"supportedVersions":["{{New}}"],"capabilities":{{_capabilities}},"resultType":"complete","ttlMs":0,"cacheScope":"private"}
                        """.ReplaceLineEndings(""));
                    break;
                case "server/discover" when _version != New:
                    await RefuseAsync(message, -32601, "Method not found");
                    break;
                case "initialize":
                    ClientCapabilities = message["params"]!["capabilities"];
                    await AnswerAsync(message, $$$"""
                        {"protocolVersion":"{{{_version}}}","capabilities":{{{_capabilities}}},"serverInfo":{"name":"scripted","version":"1"}}
                        """.ReplaceLineEndings(""));
                    break;
                case "notifications/initialized":
                    break;
                default:
                    _received.Writer.TryWrite(message);
                    break;
            }
        }
    }
}
