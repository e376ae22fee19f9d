using McpActors.Configuration;
using McpActors.Telemetry;

namespace McpActors.Servers;

/// <summary>What the client of a process is asked for each request, and the answer that becomes of it.</summary>
internal sealed class RequestExecution(McpConnection connection, ServerSettings settings, Action<string> warn)
{
    // Lists are asked for again and again.
    private readonly Warnings _warnings = new(settings, warn);
    private readonly KnownNames _names = new();

    /// <param name="pending">What is asked. When its token is cancelled it is taken back, and the server is told.</param>
    /// <param name="id">By which its progress is told, where it is to be.</param>
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
            observed.Failed(type, error.Message, code, pending.Elapsed);
            throw;
        }
        observed.Answered(answer is ToolResult { Result.IsError: true }, pending.Elapsed);
        return answer;
    }

    private Task<object> AskAsync(PendingRequest pending, long id) => pending.Message is IProtocolRequest request
        ? request.ExecuteAsync(new RequestContext(connection, settings, _names, pending, id, _warnings.Say))
        : throw new NotSupportedException($"{pending.Message.GetType()} is no request of the protocol's");
}
