using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using McpActors.Reading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Parses JSON-RPC messages from a server's lines, which may contain anything. Never throws for their content.
/// </summary>
internal static class MessageParser
{
    /// <summary>The message of a line; null if the line is no message.</summary>
    public static JsonRpcMessage? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            // Invalid UTF-8, even half a character, is replaced, so that one character does not cost a message.
            if (!Utf8.IsValid(line)) line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
            if (Surrogates.Repair(line) is { } repaired) line = repaired;
            return JsonSerializer.Deserialize(line, ProtocolJson.Message);
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>Finds messages in a line that <see cref="Parse"/> has refused.</summary>
    /// <param name="line">The line.</param>
    /// <param name="text">The line after replacements.</param>
    public static IEnumerator<Rescued>? Rescue(ReadOnlySpan<byte> line, out byte[] text)
    {
        text = [];
        if (!MessageRescue.IsWorthIt(line)) return null;
        text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        if (Surrogates.Repair(text) is { } repaired) text = repaired;
        var rescued = MessageRescue.Read(text).GetEnumerator();
        return rescued.MoveNext() ? rescued : null;
    }

    /// <summary>The id of the request that a notification cancels; null if it names none.</summary>
    public static RequestId? CancelledId(JsonRpcNotification cancelled)
    {
        try
        {
            return cancelled.Params?["requestId"]?.Deserialize<RequestId>(McpJsonUtilities.DefaultOptions);
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            // "Invalid cancellation notifications SHOULD be ignored."
            return null;
        }
    }
}
