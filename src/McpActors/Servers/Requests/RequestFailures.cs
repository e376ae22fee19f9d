using System.Globalization;
using System.Text.Json;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Reading;
using McpActors.Stdio;
using ModelContextProtocol;

namespace McpActors.Servers;

/// <summary>Why a request failed, in words for whoever asked.</summary>
internal static class RequestFailures
{
    /// <summary>What was asked, and what happened to it, as one sentence.</summary>
    public static McpServerException Of(
        IServerRequest request, ServerFailure failure, string whatHappened, ExitReport? exit = null, Exception? inner = null) =>
        new(request.Server, failure, $"{Subject(request)} server '{request.Server}' {whatHappened}", exit, inner);

    /// <summary>What the client has thrown at a request that was neither cancelled nor out of time.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="error">What was thrown; most of it is in the server's words.</param>
    /// <param name="server">The server's, for what is secret in them.</param>
    public static McpServerException Explain(IServerRequest request, Exception error, ServerSettings server)
    {
        if (error is McpServerException known) return known;
        if (error is UnreadException) return Of(request, ServerFailure.Overloaded, error.Message, null, error);
        var said = ServerWords.Of(server, AnswerFault.Words(error.Message));
        if (error is McpProtocolException { ErrorCode: AnswerFault.TooLarge })
        {
            return Of(request, ServerFailure.ResultTooLarge, $"got an answer of {said}. The process goes on; raise max-message if it means to answer with as much.");
        }
        var whatHappened = error switch
        {
            McpProtocolException { ErrorCode: AnswerFault.Unreadable } => $"got an answer that cannot be read: {said}",
            McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound } => $"was refused: it does not speak that part of the protocol ({said})",
            McpException => $"was refused: {said}",
            _ => $"failed: {said}",
        };
        return Of(request, ServerFailure.ProtocolError, whatHappened, null, ServerWords.Cause(server, error));
    }

    /// <summary>Whether the server was silent; false where it has answered, whatever that was; null where nobody knows what it would have answered.</summary>
    public static bool? IsSilence(Exception error) => error switch
    {
        McpServerException or McpProtocolException or JsonException => false,
        // The client's own, about what was asked, or what was never sent.
        UnreadException or McpException or NotSupportedException or ArgumentException => null,
        _ when RequestsInFlight.IsBrokenStream(error) => true,
        _ => false,
    };

    /// <summary>The kind of a failure as traces and metrics name it, and the protocol's code; null where it has none.</summary>
    /// <param name="error">What the client has thrown.</param>
    /// <param name="failure">Why the request was ended by us; null where it was not.</param>
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

    private static string Word(ServerFailure failure) => failure switch
    {
        ServerFailure.TimedOut => "timeout",
        ServerFailure.Cancelled => "cancelled",
        ServerFailure.Exited => "server_exited",
        ServerFailure.UnknownTool => "unknown_tool",
        ServerFailure.ProtocolError => "protocol_error",
        var other => other.ToString(),
    };

    private static string Subject(IServerRequest request) => (request as IProtocolRequest)?.Subject ?? $"{request.GetType().Name} to";
}
