using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using McpActors.Scheduling;
using McpActors.Telemetry;
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
    string? CallId = null) : IServerRequest
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

    /// <summary>The job that makes the call, for who decides where it runs. It stays in its node.</summary>
    internal Job? ForJob { get; init; }

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
