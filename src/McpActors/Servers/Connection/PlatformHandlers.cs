using Akka.Event;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>The platform's handlers for the client of one server. An exception fails only the one request.</summary>
internal sealed class PlatformHandlers(string server, McpHandlers handlers, ServerRequests requests, ILoggingAdapter log)
{
    /// <summary>
    /// The client's handlers. It advertises these, and refuses other requests with "method not found".
    /// </summary>
    public McpClientHandlers ForClient()
    {
        var client = new McpClientHandlers();
        if (handlers.Roots is { } roots)
            client.RootsHandler = (request, cancellation) => AskAsync(RequestMethods.RootsList, roots, request ?? new ListRootsRequestParams(), cancellation);
        if (handlers.Sampling is { } sampling)
            client.SamplingHandler = (request, _, cancellation) => AskAsync(RequestMethods.SamplingCreateMessage, sampling, request, cancellation);
        if (handlers.Elicitation is { } elicitation)
            client.ElicitationHandler = (request, cancellation) => AskAsync(RequestMethods.ElicitationCreate, elicitation, request, cancellation);
        return client;
    }

    /// <summary>The capabilities that the client does not advertise by itself; null if there are none.</summary>
    public ClientCapabilities? Capabilities() => handlers is { Elicitation: not null, SupportsUrlElicitation: true }
        ? new ClientCapabilities { Elicitation = new ElicitationCapability { Form = new(), Url = new() } }
        : null;

    private async ValueTask<TResult> AskAsync<TRequest, TResult>(
        string method, Func<string, TRequest, CancellationToken, Task<TResult>> handler, TRequest? request, CancellationToken cancellation)
        where TRequest : class
        where TResult : class
    {
        if (request is null) throw new McpProtocolException($"{method} needs params.", McpErrorCode.InvalidParams);
        try
        {
            var answering = handler(server, request, cancellation) ?? throw new InvalidOperationException("It gave no task.");
            requests.Watch(answering);
            // The client waits for its handlers before it closes, so a handler that ignores its token must not block
            // it.
            return await answering.WaitAsync(cancellation)
                ?? throw new InvalidOperationException("It gave null.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            log.Warning(e, "Server '{0}' sent {1}, but the platform's handler failed; the server receives an error", server, method);
            if (e is McpProtocolException) throw;
            throw new McpProtocolException($"The client's handler for {method} failed.", McpErrorCode.InternalError);
        }
    }
}
