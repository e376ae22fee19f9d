using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Reads JSON-RPC messages from the lines of a server that may write anything. Never throws for what a server has written.</summary>
internal static class MessageParser
{
    private static readonly JsonTypeInfo<JsonRpcMessage> Message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>The message of a line; null where it is none.</summary>
    public static JsonRpcMessage? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            // What is not UTF-8 is replaced, so that a message is not lost for one character of its text.
            if (!Utf8.IsValid(line)) line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
            return JsonSerializer.Deserialize(line, Message);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>The request that a notification takes back; null where it does not say.</summary>
    public static RequestId? CancelledId(JsonRpcNotification cancelled)
    {
        try
        {
            return cancelled.Params?["requestId"]?.Deserialize<RequestId>(McpJsonUtilities.DefaultOptions);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // "Invalid cancellation notifications SHOULD be ignored."
            return null;
        }
    }

    private static bool IsUnreadable(Exception error) => error is JsonException or InvalidOperationException or FormatException;
}
