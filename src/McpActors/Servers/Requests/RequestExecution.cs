using McpActors.Configuration;
using McpActors.Telemetry;

namespace McpActors.Servers;

/// <summary>
/// Executes requests with the client of a process, with a span and a duration if there is a listener.
/// </summary>
internal sealed class RequestExecution(McpConnection connection, ServerSettings settings, Action<string> warn, ServerResults? results)
{
    // Each warning is logged once, because lists are requested again and again.
    private readonly Warnings _warnings = new(settings, warn);
    private readonly KnownNames _names = new();

    /// <summary>The tools of the process that may be called twice.</summary>
    public RepeatableTools Repeatable { get; } = new();

    /// <param name="pending">The request. If its token is cancelled, the request is cancelled at the server.</param>
    /// <param name="id">The token of the request's progress notifications, if it requests progress.</param>
    public Task<object> RunAsync(PendingRequest pending, long id) =>
        ObservedRequest.IsWanted && pending.Message is IProtocolRequest request ? ObserveAsync(request, pending, id) : AskAsync(pending, id);

    private async Task<object> ObserveAsync(IProtocolRequest request, PendingRequest pending, long id)
    {
        var observed = new ObservedRequest(request, connection.Client.NegotiatedProtocolVersion, _names, settings);
        object answer;
        try
        {
            answer = await AskAsync(pending, id);
        }
        catch (Exception error)
        {
            var (type, code) = RequestFailures.TypeOf(error, pending.Failure);
            observed.Failed(type, error.Message, code, RequestFailures.Word(RequestFailures.OutcomeOf(pending, error)), pending.Elapsed);
            throw;
        }
        observed.Answered(answer is ToolResult { Result.IsError: true }, pending.Elapsed);
        return answer;
    }

    private Task<object> AskAsync(PendingRequest pending, long id) => pending.Message is IProtocolRequest request
        ? request.ExecuteAsync(new RequestContext(connection, settings, _names, Repeatable, pending, id, results, _warnings.Say))
        : throw new NotSupportedException($"{pending.Message.GetType()} is not a request of the protocol");
}
