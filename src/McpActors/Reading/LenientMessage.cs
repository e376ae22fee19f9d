using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>A JSON-RPC message from an object that is not quite one. See <see cref="MessageRescue"/>.</summary>
internal static class LenientMessage
{
    /// <summary>The message, or why there is none. Null where the object is no JSON-RPC, or a request that nobody could answer.</summary>
    public static Rescued? Of(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return null;
        if (ProtocolJson.TryRead<JsonRpcMessage>(item) is { } message) return new Rescued(message);
        var hasVersion = item.TryGetProperty("jsonrpc", out _);
        var id = IdOf(item, out var wrongId);
        // Requests and notifications are read strictly: a log line may have a method as well.
        if (item.TryGetProperty("method", out _)) return null;
        var error = item.TryGetProperty("error", out var found) && found.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) ? found : (JsonElement?)null;
        var result = item.TryGetProperty("result", out found) ? found : (JsonElement?)null;
        if (hasVersion ? id is null && error is null && result is null : id is null || (error is null && result is null)) return null;
        if (error is { } because) return new Rescued(new JsonRpcError { Id = id ?? default, Error = ErrorOf(because) });
        if (id is not { } known) return new Rescued(null, wrongId, IsEmpty: result is null or { ValueKind: JsonValueKind.Null } || IsEmptyObject(result.Value));
        return result is { } outcome
            ? new Rescued(new JsonRpcResponse { Id = known, Result = NodeOf(outcome) })
            : new Rescued(null, "it has neither a result nor an error", known);
    }

    private static bool IsEmptyObject(JsonElement element) => element.ValueKind == JsonValueKind.Object && !element.EnumerateObject().Any();

    private static RequestId? IdOf(JsonElement item, out string wrong)
    {
        wrong = "it has no id";
        if (!item.TryGetProperty("id", out var id)) return null;
        switch (id.ValueKind)
        {
            case JsonValueKind.Number when id.TryGetInt64(out var number):
                return new RequestId(number);
            // 1.0, as Lua and PHP write it.
            case JsonValueKind.Number when id.TryGetDouble(out var number) && Math.Abs(number) < long.MaxValue && Math.Floor(number) == number:
                return new RequestId((long)number);
            case JsonValueKind.String when Text(id) is { } text:
                return new RequestId(text);
            default:
                wrong = $"its id is {Shown(id)}";
                return null;
        }
    }

    private static JsonRpcErrorDetail ErrorOf(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return new JsonRpcErrorDetail { Code = (int)McpErrorCode.InternalError, Message = Text(error) ?? error.GetRawText() };
        return new JsonRpcErrorDetail
        {
            Code = error.TryGetProperty("code", out var code) && CodeOf(code) is { } number ? number : (int)McpErrorCode.InternalError,
            Message = error.TryGetProperty("message", out var message) && Text(message) is { } text ? text : error.GetRawText(),
            Data = error.TryGetProperty("data", out var data) ? data : null,
        };
    }

    private static int? CodeOf(JsonElement code) => code.ValueKind switch
    {
        JsonValueKind.Number when code.TryGetInt32(out var number) => number,
        JsonValueKind.String when int.TryParse(Text(code), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static JsonNode? NodeOf(JsonElement element) => element.Deserialize(ProtocolJson.Type<JsonNode>());

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string Shown(JsonElement id) =>
        id.ValueKind is JsonValueKind.Object ? "an object" : id.ValueKind is JsonValueKind.Array ? "a list" : id.GetRawText();
}
