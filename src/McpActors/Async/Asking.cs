using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using McpActors.Servers;
using ModelContextProtocol.Protocol;

namespace McpActors.Async;

/// <summary>Tells an actor what is asked, for a caller that waits. Thread-safe.</summary>
internal sealed class Asking(PendingPromises pending)
{
    // So that the ids of its calls are nobody else's.
    private readonly string _token = Guid.NewGuid().ToString("N");

    public Task<TAnswer> RequestAsync<TAnswer>(IActorRef whom, object question, CancellationToken cancellation)
        where TAnswer : class =>
        RequestAsync<TAnswer, TAnswer>(whom, question, static answer => answer, cancellation);

    /// <param name="whom">Who answers.</param>
    /// <param name="question">What it is told.</param>
    /// <param name="select">What the caller gets of the answer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
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

    /// <param name="whom">The actor of the servers, or of a session.</param>
    /// <param name="server">The server; empty for a session's.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="progress">Who is told how far it is; null for nobody.</param>
    /// <param name="timeout">How long it may take; null for the server's own.</param>
    /// <param name="cancellation">Takes it back.</param>
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
        // Only what can be taken back needs a name.
        var callId = cancellation.CanBeCanceled || progress is not null ? string.Create(CultureInfo.InvariantCulture, $"{_token}/{pending.NextNumber()}") : null;
        promise.CancelWith(cancellation);
        if (promise.Task.IsCompleted) return promise.Task;
        whom.Tell(new CallTool(server, tool, arguments ?? NoArguments, timeout, callId) { ProgressTo = progress is null ? null : promise }, promise);
        if (callId is not null)
        {
            var takeBack = promise.TakeBack = () => whom.Tell(new CancelCall(server, callId), ActorRefs.NoSender);
            // Whoever was cancelled before there was something to take back could not.
            if (promise.Task.IsCanceled || promise.Task.IsFaulted) takeBack();
        }
        return promise.Task;
    }

    private static readonly Dictionary<string, JsonElement> NoArguments = [];
}
