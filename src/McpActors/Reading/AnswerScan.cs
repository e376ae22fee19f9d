using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>A look at a line that cannot be read: it tells whether the line is an answer, and to which request.</summary>
/// <param name="IsAnswer">Whether it is an answer, as far as it can be read.</param>
/// <param name="Id">The id of the request that the line answers; null if the id cannot be found.</param>
internal readonly partial record struct AnswerScan(bool IsAnswer, RequestId? Id)
{
    // The end of an answer as the TypeScript SDK writes it, and the other order. Both members are asked for: an id alone may be any object's.
    private const int Tail = 256;

    /// <param name="line">The line, or its beginning.</param>
    public static AnswerScan Of(ReadOnlySpan<byte> line) => Of(line, line);

    /// <param name="head">The beginning of a line.</param>
    /// <param name="tail">Its end.</param>
    public static AnswerScan Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var scan = OfHead(head);
        if (scan.Id is not null || !scan.IsAnswer) return scan;
        var end = Encoding.Latin1.GetString(tail[Math.Max(0, tail.Length - Tail)..]);
        return EndOfAnswer().Match(end) is not { Success: true } match ? scan
            : new AnswerScan(true, match.Groups["number"] is { Success: true } number && long.TryParse(number.ValueSpan, out var id)
                ? new RequestId(id)
                : match.Groups["text"].Success ? new RequestId(match.Groups["text"].Value) : null);
    }

    private static AnswerScan OfHead(ReadOnlySpan<byte> line)
    {
        var (hasVersion, hasMethod, hasOutcome) = (false, false, false);
        RequestId? id = null;
        try
        {
            // As deep as it is: nothing is kept of what is skipped.
            var reader = new Utf8JsonReader(line, false, new JsonReaderState(new JsonReaderOptions
            {
                MaxDepth = line.Length + 1, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
            }));
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                hasVersion |= reader.ValueTextEquals("jsonrpc"u8);
                hasMethod |= reader.ValueTextEquals("method"u8);
                hasOutcome |= reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8);
                if (!reader.ValueTextEquals("id"u8) || !reader.Read()) continue;
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)) id = new RequestId(number);
                else if (reader.TokenType == JsonTokenType.String) id = new RequestId(reader.GetString()!);
            }
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            // The members before the fault still count.
        }
        return new AnswerScan(!hasMethod && (hasOutcome || (hasVersion && id is not null)), id);
    }

    [GeneratedRegex("""("jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(?:(?<number>-?\d+)|"(?<text>[^"\\]*)")|"id"\s*:\s*(?:(?<number>-?\d+)|"(?<text>[^"\\]*)")\s*,\s*"jsonrpc"\s*:\s*"2\.0")\s*}\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex EndOfAnswer();
}
