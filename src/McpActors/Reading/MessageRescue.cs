using System.Globalization;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>A find in a line that the strict reader refused: a message, or an answer that cannot be read.</summary>
/// <param name="Message">The message; null where there is only a fault.</param>
/// <param name="Fault">Why it cannot be read, as the end of a sentence about it; null where it can.</param>
/// <param name="Id">The id of the request that an unreadable answer belongs to; null if the answer does not say it.</param>
/// <param name="IsEmpty">Whether it is an answer that says nothing.</param>
internal sealed record Rescued(JsonRpcMessage? Message, string? Fault = null, RequestId? Id = null, bool IsEmpty = false);

/// <summary>
/// Reads lines that the strict reader has refused: a batch, text before a message or two messages on a line, nearly JSON, members of the wrong type. Only
/// these come here, so a good server pays nothing for it. Gives nothing for text that is no JSON-RPC.
/// </summary>
internal static class MessageRescue
{
    // A log line may have braces of its own before the message.
    private const int MostStarts = 8;

    // As many messages as one line may have beside each other.
    private const int MostOnLine = 1000;

    // Each costs an exception.
    private const int MostUnreadable = 100;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ProtocolJson.Deepest };

    private static readonly JsonReaderOptions Lenient = new()
    {
        MaxDepth = ProtocolJson.Deepest, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Whether there may be an answer in a line that does not begin as one. A search, and nothing else.</summary>
    public static bool MayHoldMessage(ReadOnlySpan<byte> line) => line.IndexOf("\"jsonrpc\""u8) >= 0;

    /// <summary>Whether there is anything to look for in a line: an answer, or a batch. All else has to be right, or is text.</summary>
    public static bool IsWorthIt(ReadOnlySpan<byte> line) => line.TrimStart(" \t\v\f"u8) is not [] and [var first, ..] && first switch
    {
        (byte)'[' => MayHoldMessage(line),
        (byte)'{' => MayBeAnswer(line),
        _ => MayHoldMessage(line) && MayBeAnswer(line),
    };

    /// <param name="line">The line, in UTF-8.</param>
    public static IEnumerable<Rescued> Read(byte[] line)
    {
        ReadOnlyMemory<byte> rest = line;
        for (var i = 0; i < MostOnLine && Next(rest, out var element, out var start, out rest) is var found && found != Found.Nothing; i++)
        {
            if (found == Found.Fault)
            {
                if (Fault(rest.Span) is { } fault) yield return fault;
                yield break;
            }
            // Messages after text may be a log of the traffic: an answer in it is the answer, but a request would be our own.
            foreach (var rescued in Messages(element))
                if (start == 0 || rescued.Message is JsonRpcResponse or JsonRpcError) yield return rescued;
        }
    }

    private static bool MayBeAnswer(ReadOnlySpan<byte> line) => line.IndexOf("\"result\""u8) >= 0 || line.IndexOf("\"error\""u8) >= 0 || line.IndexOf("\"id\""u8) >= 0;

    // Each of a batch: the protocol had them from 2025-03-26 to 2025-06-18, and JSON-RPC has them still.
    private static IEnumerable<Rescued> Messages(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            if (LenientMessage.Of(element) is { } one) yield return one;
            yield break;
        }
        var unreadable = 0;
        foreach (var item in element.EnumerateArray())
        {
            var each = LenientMessage.Of(item);
            if (each is not null) yield return each;
            if (each?.Message is null && ++unreadable == MostUnreadable) yield break;
        }
    }

    private static Found Next(ReadOnlyMemory<byte> line, out JsonElement element, out int start, out ReadOnlyMemory<byte> rest)
    {
        (element, start, rest) = (default, 0, line.TrimStart(" \t\v\f"u8));
        for (var i = 0; i < MostStarts && Start(rest.Span) is var next and >= 0; i++)
        {
            start += next;
            rest = rest[next..];
            if (TryParse(rest, out element, out var length))
            {
                rest = rest[length..];
                return Found.Message;
            }
            // An object inside of an unreadable message is no message.
            if (start == 0) return Found.Fault;
            (start, rest) = (start + 1, rest[1..]);
        }
        return Found.Nothing;
    }

    // The start of an object, or of a list of objects: no log line begins like that.
    private static int Start(ReadOnlySpan<byte> line)
    {
        var start = line.IndexOf((byte)'{');
        return start > 0 && line[..start].TrimEnd(" \t"u8) is [.., (byte)'['] before ? before.Length - 1 : start;
    }

    private static bool TryParse(ReadOnlyMemory<byte> text, out JsonElement element, out int length)
    {
        if (TryParse(text.Span, Strict, out element, out length)) return true;
        // The length is not that of the text then. A line that is nearly JSON has one message.
        length = text.Length;
        if (!TryParse(JsonRepair.Repair(text.Span), Lenient, out element, out _)) return false;
        // Plain JSON again: other readers do not take commas before a bracket.
        element = ItemReader.Rewrite(element);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, JsonReaderOptions options, out JsonElement element, out int length)
    {
        (element, length) = (default, 0);
        try
        {
            var reader = new Utf8JsonReader(text, options);
            element = JsonElement.ParseValue(ref reader);
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Rescued? Fault(ReadOnlySpan<byte> line)
    {
        var scan = AnswerScan.Of(line);
        return scan.IsAnswer ? new Rescued(null, Describe(line), scan.Id) : null;
    }

    private static string Describe(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = ProtocolJson.Deepest });
            while (reader.Read())
            {
                // To where it fails.
            }
            return "it is not one JSON object";
        }
        catch (JsonException e)
        {
            return e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"it is nested deeper than {ProtocolJson.Deepest}")
                : string.Create(CultureInfo.InvariantCulture, $"it is no JSON at byte {e.BytePositionInLine}");
        }
    }

    private enum Found
    {
        Nothing,
        Message,
        Fault,
    }
}
