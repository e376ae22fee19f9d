using System.Globalization;
using System.Text;
using McpActors.Configuration;
using McpActors.Reading;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Which request an answer belongs to. An answer that cannot be read or matched fails the request that it answers, or the only one that is open, at once: its
/// caller would otherwise wait for what has come already. Belongs to the one who reads.
/// </summary>
internal sealed class AnswerMatching(ServerSettings settings, SentRequests sent, Action<string> warn)
{
    private const int ShownOfLine = 200;

    // A server may have a new fault in each line.
    private const int MostWarnings = 20;

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>The message for the client; null for none.</summary>
    /// <param name="answer">The answer of the server.</param>
    /// <param name="wasAsked">Whether somebody waited for it.</param>
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

    /// <summary>Fails the request that an unreadable answer belongs to; null where that cannot be known.</summary>
    /// <param name="id">Which it is, as far as the answer says it.</param>
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

    /// <summary>Whether an answer that says nothing, and not to what, is one to a notification: the last that was sent, where no request was answered since.</summary>
    public bool IsToNotification()
    {
        if (sent.Notified is null) return false;
        sent.Notify(null);
        return true;
    }

    /// <summary>Fails the request that an answer over <c>max-message</c> belongs to; null where that cannot be known.</summary>
    /// <param name="line">The answer.</param>
    /// <param name="isLost">Whether somebody waits for an answer and it may be this.</param>
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
        // An answer to what was cancelled is waited for by nobody.
        isLost = scan is { IsAnswer: true, Id: null } && sent.AreAwaited;
        Warn("too long, unmatched", $"sent a message of {size}; it is skipped");
        return null;
    }

    // Many servers answer notifications that they do not know, which they must not, and then have no id to answer with.
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

    // An id that no open request has is that of a late answer, and not of another request.
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
