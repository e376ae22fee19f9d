using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using McpActors.Reading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Reads JSON-RPC messages from the lines of a server that may write anything. Never throws for what a server has written.</summary>
internal static class MessageParser
{
    /// <summary>The message of a line; null where it is none.</summary>
    public static JsonRpcMessage? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            // Invalid UTF-8 is replaced, and so is half a character: a message is not lost for one character of its text.
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
    /// <param name="text">The line as it was read.</param>
    public static IEnumerator<Rescued>? Rescue(ReadOnlySpan<byte> line, out byte[] text)
    {
        text = [];
        if (!MessageRescue.IsWorthIt(line)) return null;
        text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        if (Surrogates.Repair(text) is { } repaired) text = repaired;
        var rescued = MessageRescue.Read(text).GetEnumerator();
        return rescued.MoveNext() ? rescued : null;
    }

    /// <summary>The request that a notification takes back; null where it does not say.</summary>
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
