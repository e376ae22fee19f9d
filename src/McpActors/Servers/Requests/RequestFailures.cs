using System.Globalization;
using System.Text.Json;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Reading;
using McpActors.Stdio;
using ModelContextProtocol;

namespace McpActors.Servers;

/// <summary>Describes failures of requests for their requesters.</summary>
internal static class RequestFailures
{
    /// <summary>
    /// Creates an exception whose message has the request and its failure in one sentence, and the outcome in another.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="outcome">Whether the server may have acted on the request.</param>
    /// <param name="whatHappened">The end of the first sentence.</param>
    /// <param name="details">The text after both sentences: how the process ended.</param>
    /// <param name="exit">The end of the process; null if it has not ended.</param>
    /// <param name="inner">The cause.</param>
    public static McpServerException Of(
        IServerRequest request, ServerFailure failure, RequestOutcome outcome, string whatHappened, string details = "", ExitReport? exit = null, Exception? inner = null)
    {
        var what = $"{Subject(request)} server '{request.Server}' {whatHappened}";
        var words = WordsOf(outcome, failure);
        return new McpServerException(request.Server, failure, words is null ? what + details : $"{what.TrimEnd('.')}. {words}{details}", exit, inner)
        {
            Outcome = outcome,
            WithoutOutcome = what + details,
        };
    }

    /// <summary>
    /// Whether the server may have acted on a failed request. An unsent request is never sent after this.
    /// </summary>
    /// <param name="pending">The request.</param>
    /// <param name="error">The exception of the client.</param>
    public static RequestOutcome OutcomeOf(PendingRequest pending, Exception error)
    {
        if (error is McpServerException known) return known.Outcome;
        if (pending.GiveUp() is var outcome && !pending.Delivery.IsHanded) return outcome;
        // The client throws all other exceptions because of an answer.
        var isSilence = error is OperationCanceledException or UnreadException || RequestsInFlight.IsBrokenStream(error);
        return !isSilence && (error is McpException || ProtocolJson.IsUnreadable(error)) ? RequestOutcome.Answered : RequestOutcome.Unknown;
    }

    // A refusal says it by being one.
    private static string? WordsOf(RequestOutcome outcome, ServerFailure failure) => outcome switch
    {
        RequestOutcome.Unknown => "The server may have acted on it.",
        RequestOutcome.NotSent when failure is not (ServerFailure.Overloaded or ServerFailure.BreakerOpen) => "The server never saw it.",
        _ => null,
    };

    /// <summary>
    /// Explains an exception of the client for a request that was not cancelled and did not time out.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="error">The exception; its text comes mostly from the server.</param>
    /// <param name="server">The server's settings, for their secrets.</param>
    /// <param name="outcome">Whether the server may have acted on the request.</param>
    public static McpServerException Explain(IServerRequest request, Exception error, ServerSettings server, RequestOutcome outcome)
    {
        if (error is McpServerException known) return known;
        if (error is UnreadException) return Of(request, ServerFailure.Overloaded, outcome, error.Message, inner: error);
        var said = ServerWords.Of(server, AnswerFault.Words(error.Message));
        if (error is McpProtocolException { ErrorCode: AnswerFault.TooLarge })
        {
            return Of(request, ServerFailure.ResultTooLarge, outcome, $"got an answer of {said}. The process goes on; raise max-message if it means to answer with as much.");
        }
        var whatHappened = error switch
        {
            McpProtocolException { ErrorCode: AnswerFault.Unreadable } => $"got an answer that cannot be read: {said}",
            McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound } => $"was refused: it does not speak that part of the protocol ({said})",
            McpException => $"was refused: {said}",
            _ => $"failed: {said}",
        };
        return Of(request, ServerFailure.ProtocolError, outcome, whatHappened, inner: ServerWords.Cause(server, error));
    }

    /// <summary>
    /// Whether the server was silent; false if it answered, even with an error; null if that is unknown.
    /// </summary>
    public static bool? IsSilence(Exception error) => error switch
    {
        McpServerException or McpProtocolException or JsonException => false,
        // The client itself has refused the request, or never sent it.
        UnreadException or McpException or NotSupportedException or ArgumentException => null,
        _ when RequestsInFlight.IsBrokenStream(error) => true,
        _ => false,
    };

    /// <summary>
    /// The kind of a failure in traces and metrics, and the protocol's error code; null if it has none.
    /// </summary>
    /// <param name="error">The exception of the client.</param>
    /// <param name="failure">The kind of failure of a cancelled request; null if it was not cancelled.</param>
    public static (string Type, string? Code) TypeOf(Exception error, ServerFailure? failure)
    {
        if (error is McpProtocolException { ErrorCode: AnswerFault.Unreadable }) return ("unreadable_answer", null);
        if (error is McpProtocolException { ErrorCode: AnswerFault.TooLarge }) return ("result_too_large", null);
        if (error is McpProtocolException protocol && ((int)protocol.ErrorCode).ToString(CultureInfo.InvariantCulture) is var code) return (code, code);
        var type = error switch
        {
            McpServerException known => Word(known.Failure),
            OperationCanceledException => Word(failure ?? ServerFailure.TimedOut),
            _ when RequestsInFlight.IsBrokenStream(error) => Word(ServerFailure.Exited),
            _ => error.GetType().FullName!,
        };
        return (type, null);
    }

    /// <summary>An outcome as traces name it.</summary>
    public static string Word(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.NotSent => "not_sent",
        RequestOutcome.Answered => "answered",
        _ => "unknown",
    };

    private static string Word(ServerFailure failure) => failure switch
    {
        ServerFailure.TimedOut => "timeout",
        ServerFailure.Cancelled => "cancelled",
        ServerFailure.Exited => "server_exited",
        ServerFailure.UnknownTool => "unknown_tool",
        ServerFailure.ProtocolError => "protocol_error",
        ServerFailure.ToolChanged => "tool_changed",
        var other => other.ToString(),
    };

    /// <summary>Describes a request as the beginning of a sentence that continues with the server.</summary>
    public static string Subject(IServerRequest request) => (request as IProtocolRequest)?.Subject ?? $"{request.GetType().Name} to";
}
