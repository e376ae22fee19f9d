using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Akka.Actor;
using McpActors.Reading;
using McpActors.Stdio;
using McpActors.Telemetry;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Calls a tool. A server that was not started yet is started; one that was stopped by <see cref="StopServer"/> refuses.
/// Answered with <see cref="ToolResult"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The tool's arguments, by name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
/// <param name="CallId">The caller's own name for the call, so that <see cref="CancelCall"/> can find it; null where it never will.</param>
[method: JsonConstructor]
public sealed record CallTool(
    string Server,
    string Tool,
    IReadOnlyDictionary<string, JsonElement> Arguments,
    TimeSpan? Timeout = null,
    string? CallId = null) : IProtocolRequest
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <summary>For callers with an object at hand: <c>new CallTool("files", "list_directory", new { path = "/srv" })</c>.</summary>
    public CallTool(string server, string tool, object? arguments = null, TimeSpan? timeout = null)
        : this(server, tool, ToDictionary(arguments), timeout)
    {
    }

    /// <summary>
    /// Who is told each <see cref="ToolProgress"/>, before the answer and in the server's order; null asks for none. Where it is set, a call
    /// that makes progress goes on: its timeout begins anew with each, within the server's <c>max-call-timeout</c>. Where only that
    /// is wanted, <c>ActorRefs.Nobody</c> listens.
    /// </summary>
    public IActorRef? ProgressTo { get; init; }

    /// <summary>Where and when it was made.</summary>
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
            // What can be written as it is is not copied: it is serialized before this returns for the first time.
            var arguments = Arguments as Dictionary<string, JsonElement> ?? Arguments?.ToDictionary() ?? [];
            Check(arguments);
            var parameters = new CallToolRequestParams { Name = Tool, Arguments = arguments };
            if (ProgressTo is not null) parameters.Meta = new JsonObject { ["progressToken"] = context.Id };
            TraceContext.Inject(parameters);
            var result = await context.AskAsync(RequestMethods.ToolsCall, parameters);
            return new ToolResult(Server, Tool, ResultReader.ToolResult(result), context.Pending.Elapsed);
        }
        // The error of the server stays. A look at its tools explains the error, and never replaces it.
        catch (McpProtocolException e) when (!AnswerFault.IsOurs(e.ErrorCode) && !context.Names.Has(this))
        {
            if (await OthersAsync(context) is not { } others) throw;
            var said = ServerWords.Of(context.Settings, AnswerFault.Words(e.Message));
            throw new McpServerException(Server, ServerFailure.UnknownTool,
                $"Server '{Server}' has no tool '{Tool}': {said.TrimEnd('.')}. It has: {ServerWords.Of(context.Settings, others)}.",
                null, ServerWords.Cause(context.Settings, e));
        }
    }

    // Servers do not agree on the code for a tool that they do not have, so look. Null where it has the tool, or where that cannot be known.
    private async Task<string?> OthersAsync(RequestContext context)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
            patience.CancelAfter(LongestLook);
            var tools = await context.ListAsync(ListShapes.Tools, patience.Token);
            context.Names.AddTools(tools.Items.Select(tool => tool.Name));
            if (tools.IsCut || tools.Items.Any(tool => tool.Name == Tool) || tools.Problems.Any(problem => problem.Contains($"'{Tool}'", StringComparison.Ordinal)))
                return null;
            return tools.Items.Count == 0 ? "none" : string.Join(", ", tools.Items.Select(tool => tool.Name));
        }
        catch (Exception e) when (e is McpException or OperationCanceledException or UnreadException || ProtocolJson.IsUnreadable(e) || RequestsInFlight.IsBrokenStream(e))
        {
            return null;
        }
    }

    // The serializer would say so as if something had broken: of the first that the client is in a state for no call, of the second that the stream
    // to the server is gone.
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
                throw new ArgumentException($"its argument '{name}' holds nothing: the JsonDocument that it is part of was disposed of; clone the element.", e);
            }
            throw new ArgumentException($"its argument '{name}' holds nothing: it is default(JsonElement); leave it out, or give it a value of JSON, null for one.");
        }
    }

    private static Dictionary<string, JsonElement> ToDictionary(object? arguments) =>
        arguments is null ? [] : JsonSerializer.SerializeToElement(arguments).Deserialize<Dictionary<string, JsonElement>>() ?? [];
}

/// <summary>
/// Cancels a call that is waiting or under way; it fails with <see cref="ServerFailure.Cancelled"/>, and the server is told. Not answered.
/// </summary>
public sealed record CancelCall(string Server, string CallId) : IServerMessage;

/// <summary>What a tool gave. A tool's own error is a result too: see <see cref="CallToolResult.IsError"/>.</summary>
public sealed record ToolResult(string Server, string Tool, CallToolResult Result, TimeSpan Elapsed);

/// <summary>How far a call is: see <see cref="CallTool.ProgressTo"/>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="CallId">The caller's own name for the call; null where it has none.</param>
/// <param name="Progress">How far it is; it rises, in units of the tool's own.</param>
/// <param name="Total">Where it ends, in the same units; null where the tool does not know.</param>
/// <param name="Message">What the tool says about it; null where it says nothing.</param>
public sealed record ToolProgress(string Server, string Tool, string? CallId, double Progress, double? Total, string? Message);
