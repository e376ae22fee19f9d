using System.Globalization;
using McpActors.Configuration;
using McpActors.Processes;
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
        var said = ServerWords.Of(server, error.Message);
        var whatHappened = error switch
        {
            McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound } => $"was refused: it does not speak that part of the protocol ({said})",
            McpException => $"was refused: {said}",
            _ => $"failed: {said}",
        };
        return Of(request, ServerFailure.ProtocolError, whatHappened, null, ServerWords.Cause(server, error));
    }

    /// <summary>Whether the server is to blame for it; null where it did not come to an answer, and the server is not to blame for that.</summary>
    public static bool? IsFaultOfServer(Exception error) => error switch
    {
        // It was not asked.
        UnreadException => null,
        // It has answered: that what was asked is not to be had, or not like this.
        McpServerException => false,
        McpProtocolException
        {
            ErrorCode: McpErrorCode.InvalidParams or McpErrorCode.InvalidRequest or McpErrorCode.MethodNotFound or McpErrorCode.ResourceNotFound
                or McpErrorCode.UrlElicitationRequired or McpErrorCode.MissingRequiredClientCapability,
        } => false,
        McpProtocolException => true,
        // The client's own, about what was asked.
        McpException or NotSupportedException or ArgumentException => null,
        _ => true,
    };

    /// <summary>The kind of a failure as traces and metrics name it, and the protocol's code; null where it has none.</summary>
    /// <param name="error">What the client has thrown.</param>
    /// <param name="failure">Why the request was ended by us; null where it was not.</param>
    public static (string Type, string? Code) TypeOf(Exception error, ServerFailure? failure)
    {
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
