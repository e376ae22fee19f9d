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
    /// <summary>Creates an exception whose message has the request and its failure in one sentence.</summary>
    public static McpServerException Of(
        IServerRequest request, ServerFailure failure, string whatHappened, ExitReport? exit = null, Exception? inner = null) =>
        new(request.Server, failure, $"{Subject(request)} server '{request.Server}' {whatHappened}", exit, inner);

    /// <summary>
    /// Explains an exception of the client for a request that was not cancelled and did not time out.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="error">The exception; its text comes mostly from the server.</param>
    /// <param name="server">The server's settings, for their secrets.</param>
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
