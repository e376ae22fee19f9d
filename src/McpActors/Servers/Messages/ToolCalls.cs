using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Akka.Actor;
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
            return new ToolResult(Server, Tool, await context.Client.CallToolAsync(parameters, context.Cancellation), context.Pending.Elapsed);
        }
        catch (McpProtocolException e)
        {
            // Servers do not agree on the code for a tool that they do not have, so look.
            var tools = await context.Client.ListToolsAsync(cancellationToken: context.Cancellation);
            context.Names.AddTools(tools.Select(tool => tool.Name));
            if (tools.Any(tool => tool.Name == Tool)) throw;
            var names = string.Join(", ", tools.Select(tool => tool.Name));
            throw new McpServerException(Server, ServerFailure.UnknownTool, $"Server '{Server}' has no tool '{Tool}'. It has: {ServerWords.Of(context.Settings, names)}.",
                null, ServerWords.Cause(context.Settings, e));
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
