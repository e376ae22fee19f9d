using System.Globalization;
using System.Text;
using McpActors.Configuration;
using McpActors.Reading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Matches answers to requests. An unreadable or unmatched answer fails its request, or the only open one, at once:
/// otherwise, the caller would wait for an answer that has already arrived. Used by the reading thread only.
/// </summary>
internal sealed class AnswerMatching(ServerSettings settings, SentRequests sent, Action<string> warn)
{
    private const int ShownOfLine = 200;

    // Each line of a server may have a new fault.
    private const int MostWarnings = 20;

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>The message for the client; null for none.</summary>
    /// <param name="answer">The answer of the server.</param>
    /// <param name="wasAsked">Whether a request waited for it.</param>
    public JsonRpcMessageWithId? Match(JsonRpcMessageWithId answer, out bool wasAsked)
    {
        if (answer is JsonRpcError refusal) AnswerFault.Disown(refusal);
        wasAsked = sent.TryTake(answer.Id, out var id, out var method);
        if (wasAsked)
        {
            answer.Id = id;
            if (answer is JsonRpcResponse response && HandshakeReader.IsOf(method!)) response.Result = HandshakeReader.Repair(method!, response.Result);
            return answer;
        }
        if (answer is JsonRpcError error && SentRequests.IsForeign(answer.Id)) return MatchWithoutId(error, out wasAsked);
        if (!SentRequests.IsForeign(answer.Id)) return answer;
        var failed = Fail(null, $"its id is '{Short(answer.Id.ToString())}', and no request had that", default);
        wasAsked = failed is not null;
        return failed;
    }

    /// <summary>Fails the request that an unreadable answer belongs to; null if the request is unknown.</summary>
    /// <param name="id">The id of the request, if the answer has one.</param>
    /// <param name="fault">The fault of the answer, as the end of a sentence about it.</param>
    /// <param name="line">The answer.</param>
    public JsonRpcError? Fail(RequestId? id, string fault, ReadOnlySpan<byte> line)
    {
        var what = line.IsEmpty ? fault : $"{fault}. It begins: {Beginning(line)}";
        if (TryTake(id, out var open))
        {
            Warn(fault, $"sent an unreadable answer: {what}");
            return AnswerFault.Of(open, AnswerFault.Unreadable, what);
        }
        Warn(fault, $"sent an unreadable answer, and it is not known to what: {what}");
        return null;
    }

    /// <summary>
    /// Whether an empty answer without an id answers a notification: the last one, if no request was answered since.
    /// </summary>
    public bool IsToNotification()
    {
        if (sent.Notified is null) return false;
        sent.Notify(null);
        return true;
    }

    /// <summary>
    /// Fails the request that an answer over <c>max-message</c> belongs to; null if the request is unknown.
    /// </summary>
    /// <param name="line">The answer.</param>
    /// <param name="isLost">Whether a request waits for an answer that may be this one.</param>
    public JsonRpcError? FailTooLong(LongLine line, out bool isLost)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{line.Length:N0} bytes, more than max-message = {settings.MaxMessageBytes:N0} bytes");
        var scan = AnswerScan.Of(line.Head, line.Tail);
        isLost = false;
        if (scan.IsAnswer && TryTake(scan.Id, out var id))
        {
            Warn("too long", $"sent an answer of {size}; the request failed, and the process goes on");
            return AnswerFault.Of(id, AnswerFault.TooLarge, size);
        }
        // An answer to a cancelled request is not awaited.
        isLost = scan is { IsAnswer: true, Id: null } && sent.AreAwaited;
        Warn("too long, unmatched", $"sent a message of {size}; it is skipped");
        return null;
    }

    // Many servers answer unknown notifications, against the protocol, and then have no id for the answer.
    private JsonRpcError? MatchWithoutId(JsonRpcError error, out bool wasAsked)
    {
        wasAsked = false;
        if (sent.Notified is { } notification && IsAbout(error.Error, notification))
        {
            sent.Notify(null);
            return null;
        }
        wasAsked = sent.TryTakeOnly(out var id, out _);
        if (wasAsked)
        {
            error.Id = id;
            return error;
        }
        Warn("no id", $"sent an unreadable answer: an error without an id, and it is not known to what: {Short(error.Error.Message)}");
        return null;
    }

    private bool IsAbout(JsonRpcErrorDetail error, string notification) =>
        error.Message.Contains(notification, StringComparison.Ordinal)
        || error.Message.Contains("notification", StringComparison.OrdinalIgnoreCase)
        || (error.Code == (int)McpErrorCode.MethodNotFound && !(sent.OnlyMethod() is { } method && error.Message.Contains(method, StringComparison.Ordinal)));

    // An id without an open request belongs to a late answer, not to another request.
    private bool TryTake(RequestId? id, out RequestId open) =>
        id is { } said && !SentRequests.IsForeign(said) ? sent.TryTake(said, out open, out _) : sent.TryTakeOnly(out open, out _);

    private void Warn(string kind, string what)
    {
        if (_warned.Count < MostWarnings && _warned.Add(kind)) warn(settings.Secrets().Redact(what));
    }

    private static string Beginning(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownOfLine)]);
        return string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) + (line.Length > ShownOfLine ? "..." : "");
    }

    private static string Short(string text) => text.Length > ShownOfLine ? $"{text[..ShownOfLine]}..." : text;
}
