using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Reading;
using McpActors.Stdio;
using McpActors.Telemetry;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Calls a tool. The call starts a server that has not started yet; a server that was stopped by <see
/// cref="StopServer"/> refuses. The answer is a <see cref="ToolResult"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The tool's arguments, by name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
/// <param name="CallId">The caller's id for the call, for <see cref="CancelCall"/>. The default value is null, for a
/// call that is never cancelled.</param>
[method: JsonConstructor]
public sealed record CallTool(
    string Server,
    string Tool,
    IReadOnlyDictionary<string, JsonElement> Arguments,
    TimeSpan? Timeout = null,
    string? CallId = null) : IProtocolRequest
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Calls a tool with an object as its arguments: <c>new CallTool("files", "list_directory", new { path = "/srv"
    /// })</c>.
    /// </summary>
    public CallTool(string server, string tool, object? arguments = null, TimeSpan? timeout = null)
        : this(server, tool, ToDictionary(arguments), timeout)
    {
    }

    /// <summary>
    /// The receiver of each <see cref="ToolProgress"/>, before the answer and in the server's order. The default value
    /// is null, which requests no progress. If it is set, each progress restarts the call's timeout, within the
    /// server's <c>max-call-timeout</c>. For this effect alone, set <c>ActorRefs.Nobody</c>.
    /// </summary>
    public IActorRef? ProgressTo { get; init; }

    /// <summary>
    /// Whether the call is sent again to the server's next process if its process is lost. The default value is null, for
    /// the server's own <c>retry</c>.
    /// </summary>
    public ServerRetry? Retry { get; init; }

    /// <summary>
    /// The longest result, in bytes; a longer one is cut to a preview, see <see cref="ToolResult.Cut"/>. The default value
    /// is null, for the server's <c>max-result</c>; zero is no limit. A negative value fails the call.
    /// </summary>
    public long? MaxResultBytes { get; init; }

    /// <summary>The place and time at which the message was created; null without a listener.</summary>
    internal RequestOrigin? Origin { get; init; } = RequestOrigin.Here();

    string IObservedRequest.Method => RequestMethods.ToolsCall;

    string IProtocolRequest.Subject => $"Tool '{Tool}' of";

    string? IObservedRequest.Target => Tool;

    RequestOrigin? IObservedRequest.Origin => Origin;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        try
        {
            // A dictionary of the right type is not copied, because it is serialized before the first await.
            var arguments = Arguments as Dictionary<string, JsonElement> ?? Arguments?.ToDictionary() ?? [];
            Check(arguments);
            if (MaxResultBytes < 0) throw new ArgumentException($"its MaxResultBytes is {MaxResultBytes}; allowed: 0 for no limit, or more.");
            if (context is { Settings.Pin: PinMode.Refuse, Connection.Lists: { } lists }) arguments = await RefuseIfChangedAsync(context, lists, arguments);
            var parameters = new CallToolRequestParams { Name = Tool, Arguments = arguments };
            if (ProgressTo is not null) parameters.Meta = new JsonObject { ["progressToken"] = context.Id };
            TraceContext.Inject(parameters);
            var result = await context.AskAsync(RequestMethods.ToolsCall, parameters);
            return ResultLimit.Apply(this, new ToolResult(Server, Tool, ResultReader.ToolResult(result), context.Pending.Elapsed), result, context);
        }
        // The server's error is kept. The list of its tools explains the error, and never replaces it.
        catch (McpProtocolException e) when (!AnswerFault.IsOurs(e.ErrorCode) && !context.Names.Has(this))
        {
            if (await OthersAsync(context) is not { } others) throw;
            var said = ServerWords.Of(context.Settings, AnswerFault.Words(e.Message));
            throw new McpServerException(Server, ServerFailure.UnknownTool,
                $"Server '{Server}' has no tool '{Tool}': {said.TrimEnd('.')}. It has: {ServerWords.Of(context.Settings, others)}.",
                null, ServerWords.Cause(context.Settings, e)) { Outcome = RequestOutcome.Answered };
        }
    }

    private async ValueTask<Dictionary<string, JsonElement>> RefuseIfChangedAsync(RequestContext context, ProcessLists lists, Dictionary<string, JsonElement> arguments)
    {
        if (!lists.KnowsTools)
        {
            // The caller may dispose of its document while the list is read.
            arguments = arguments.ToDictionary(argument => argument.Key, argument => argument.Value.Clone());
            await ((IProtocolRequest)new ListTools(Server)).ExecuteAsync(context);
        }
        return lists.WhyRefused(Tool) is { } why ? throw RequestFailures.Of(this, ServerFailure.ToolChanged, RequestOutcome.NotSent, why) : arguments;
    }

    // Servers use different error codes for unknown tools, so the list of tools decides. Null if the server has the
    // tool, or if the list is not available.
    private async Task<string?> OthersAsync(RequestContext context)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
            patience.CancelAfter(LongestLook);
            var tools = await context.ListAsync(ListShapes.Tools, patience.Token);
            context.Learn(tools.Items);
            if (tools.IsCut || tools.Items.Any(tool => tool.Name == Tool) || tools.Problems.Any(problem => problem.Contains($"'{Tool}'", StringComparison.Ordinal)))
                return null;
            return tools.Items.Count == 0 ? "none" : string.Join(", ", tools.Items.Select(tool => tool.Name));
        }
        catch (Exception e) when (e is McpException or OperationCanceledException or UnreadException || ProtocolJson.IsUnreadable(e) || RequestsInFlight.IsBrokenStream(e))
        {
            return null;
        }
    }

    // Without this check, the serializer's errors mislead: default(JsonElement) looks like a client in the wrong state,
    // and a disposed document like a lost stream.
    private static void Check(Dictionary<string, JsonElement> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            try
            {
                if (value.ValueKind != JsonValueKind.Undefined) continue;
            }
            catch (ObjectDisposedException e)
            {
                throw new ArgumentException(
                    $"its argument '{name}' has no value: the JsonDocument of the element was disposed; clone the element.", e);
            }
            throw new ArgumentException(
                $"its argument '{name}' has no value: it is default(JsonElement); omit it, or pass a JSON value such as null.");
        }
    }

    private static Dictionary<string, JsonElement> ToDictionary(object? arguments) =>
        arguments is null ? [] : JsonSerializer.SerializeToElement(arguments).Deserialize<Dictionary<string, JsonElement>>() ?? [];
}

/// <summary>
/// Cancels a call that is waiting or in flight. The call fails with <see cref="ServerFailure.Cancelled"/>, and the
/// server is notified. There is no answer to this message.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="CallId">The <see cref="CallTool.CallId"/> of the call. An unknown id is ignored.</param>
public sealed record CancelCall(string Server, string CallId) : IServerMessage;

/// <summary>
/// The result of a tool. A tool's own error is a result too: see <see cref="CallToolResult.IsError"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Result">The result, as the server gave it.</param>
/// <param name="Elapsed">The time from the request to its answer.</param>
public sealed record ToolResult(string Server, string Tool, CallToolResult Result, TimeSpan Elapsed)
{
    /// <summary>
    /// Set if <see cref="Result"/> is a preview, because the whole result is longer than <c>max-result</c>. The preview
    /// has the beginning of the text, each other part that fits, and a last block that says so. The default value is
    /// null, for a whole result.
    /// </summary>
    public CutResult? Cut { get; init; }
}

/// <summary>The whole of a result that was cut. Immutable.</summary>
/// <param name="Bytes">The size of the whole result in bytes: text as UTF-8, everything else as JSON.</param>
/// <param name="Path">
/// The private file that has the whole result as JSON, on the machine of the server; null if it was not kept (see
/// <c>max-spill</c>). The file is removed with the session of the call, when the server stops, when the host ends, and
/// when later results need its room.
/// </param>
public sealed record CutResult(long Bytes, string? Path)
{
    /// <summary>The file, on the node that has it.</summary>
    internal KeptResult? Kept { get; init; }
}

/// <summary>The progress of a call: see <see cref="CallTool.ProgressTo"/>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="CallId">The caller's id for the call; null if there is none.</param>
/// <param name="Progress">The progress so far, rising, in the tool's own units.</param>
/// <param name="Total">The total in the same units; null if the tool does not know it.</param>
/// <param name="Message">The tool's message; null if there is none.</param>
public sealed record ToolProgress(string Server, string Tool, string? CallId, double Progress, double? Total, string? Message);
