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

    private static string Subject(IServerRequest request) => (request as IProtocolRequest)?.Subject ?? $"{request.GetType().Name} to";
}
