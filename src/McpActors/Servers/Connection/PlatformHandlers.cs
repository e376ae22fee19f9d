using Akka.Event;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>The platform's handlers as the client of one server has them: what they do wrong stays with the one request.</summary>
internal sealed class PlatformHandlers(string server, McpHandlers handlers, ServerRequests requests, ILoggingAdapter log)
{
    /// <summary>What the client answers with. It advertises what is here, and refuses the rest with "method not found".</summary>
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

    /// <summary>What the client says beyond what it says by itself.</summary>
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
            // The client waits for all that it has begun before it closes: a handler that does not look at its token must not keep it.
            return await answering.WaitAsync(cancellation)
                ?? throw new InvalidOperationException("It gave null.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            log.Warning(e, "Server '{0}' has asked for {1}, and the platform's handler for it failed; the server is told that it did", server, method);
            if (e is McpProtocolException) throw;
            throw new McpProtocolException($"The client's handler for {method} failed.", McpErrorCode.InternalError);
        }
    }
}
