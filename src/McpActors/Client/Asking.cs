using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using McpActors.Servers;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>Sends requests to actors for callers that await the answer. Thread-safe.</summary>
internal sealed class Asking(PendingPromises pending)
{
    // Makes the ids of its calls unique.
    private readonly string _token = Guid.NewGuid().ToString("N");

    public Task<TAnswer> RequestAsync<TAnswer>(IActorRef whom, object question, CancellationToken cancellation)
        where TAnswer : class =>
        RequestAsync<TAnswer, TAnswer>(whom, question, static answer => answer, cancellation);

    /// <param name="whom">The actor that answers.</param>
    /// <param name="question">The message.</param>
    /// <param name="select">Turns the answer into the caller's result.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="late">See <see cref="Promise{TAnswer, TResult}"/>.</param>
    public Task<TResult> RequestAsync<TAnswer, TResult>(
        IActorRef whom, object question, Func<TAnswer, TResult> select, CancellationToken cancellation, Action<TAnswer>? late = null)
        where TAnswer : class
    {
        var promise = new Promise<TAnswer, TResult>(pending, select, late);
        pending.Add(promise);
        promise.CancelWith(cancellation);
        if (!promise.Task.IsCompleted) whom.Tell(question, promise);
        return promise.Task;
    }

    public Task<IReadOnlyList<Tool>> ListToolsAsync(IActorRef whom, string server, CancellationToken cancellation) =>
        RequestAsync<ToolList, IReadOnlyList<Tool>>(whom, new ListTools(server), static list => list.Tools, cancellation);

    public Task<IReadOnlyList<McpTool>> GetToolsAsync(IActorRef whom, string server, CancellationToken cancellation) =>
        RequestAsync<ToolList, IReadOnlyList<McpTool>>(
            whom,
            new ListTools(server),
            list => [.. list.Tools.Select(tool => new McpTool(
                server, tool, (arguments, ofCall) => CallAsync(whom, server, tool.Name, arguments, null, null, ofCall)))],
            cancellation);

    /// <param name="whom">The servers' actor, or a session's.</param>
    /// <param name="server">The server's name; empty for a session's server.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The tool's arguments; null for none.</param>
    /// <param name="progress">Receives progress; null for none.</param>
    /// <param name="timeout">The call's timeout; null for the server's own.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public Task<CallToolResult> CallAsync(
        IActorRef whom,
        string server,
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments,
        IProgress<ToolProgress>? progress,
        TimeSpan? timeout,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var promise = new Promise<ToolResult, CallToolResult>(pending, static answer => answer.Result) { Progress = progress };
        pending.Add(promise);
        // An id is needed only to cancel the call or to follow its progress.
        var callId = cancellation.CanBeCanceled || progress is not null ? string.Create(CultureInfo.InvariantCulture, $"{_token}/{pending.NextNumber()}") : null;
        promise.CancelWith(cancellation);
        if (promise.Task.IsCompleted) return promise.Task;
        whom.Tell(new CallTool(server, tool, arguments ?? NoArguments, timeout, callId) { ProgressTo = progress is null ? null : promise }, promise);
        if (callId is not null)
        {
            var takeBack = promise.TakeBack = () => whom.Tell(new CancelCall(server, callId), ActorRefs.NoSender);
            // The caller may have been cancelled before there was a call to cancel.
            if (promise.Task.IsCanceled || promise.Task.IsFaulted) takeBack();
        }
        return promise.Task;
    }

    private static readonly Dictionary<string, JsonElement> NoArguments = [];
}
