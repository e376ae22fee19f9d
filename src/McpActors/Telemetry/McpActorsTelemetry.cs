using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpActors.Telemetry;

/// <summary>
/// The names of McpActors' metrics and traces, for OpenTelemetry and other listeners:
/// <c>metrics.AddMeter(McpActorsTelemetry.Name)</c>, <c>tracing.AddSource(McpActorsTelemetry.Name)</c>. Without a
/// listener, the overhead of a call is two reads.
/// </summary>
/// <remarks>
/// <para>
/// There is one span for each request that reaches a server, <c>tools/call NAME</c> for a tool call, with the
/// attributes of OpenTelemetry's conventions for MCP. The span of a tool call begins when its message is created. Its
/// event <see cref="SentEvent"/> is the time at which the request is sent to the server; the time before it is spent in
/// mailboxes and in the start of the server. The span's parent is <see cref="Activity.Current"/> at the creation of the
/// message; with <c>IMcpServers</c> that is the caller's activity. An actor has a current activity only if it starts
/// one, because Akka.NET carries no activity from one actor to another. The server receives the span's context in
/// <c>_meta</c> (SEP-414).
/// </para>
/// <para>
/// The durations of requests name a tool or a prompt only if the server is known to have it, from a list or an answer,
/// because models invent names. A span always names the requested tool or prompt. The status of a failed span has the
/// error in at most 400 characters, without known secrets and without the text of a tool's own error.
/// </para>
/// <para>
/// The MCP C# SDK has its own source and meter, <c>Experimental.ModelContextProtocol</c>; with a listener to both, each
/// request is counted twice.
/// </para>
/// </remarks>
public static class McpActorsTelemetry
{
    /// <summary>The name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "McpActors";

    /// <summary>The event of a span at which the request is handed to the server's process.</summary>
    public const string SentEvent = "mcpactors.sent";

    /// <summary>The attribute with a server's configured name.</summary>
    public const string ServerTag = "mcpactors.server";

    /// <summary>
    /// The attribute of a failed request's span that says whether the server may have acted on it: <c>not_sent</c>, <c>answered</c> or <c>unknown</c>.
    /// </summary>
    public const string OutcomeTag = "mcpactors.outcome";

    /// <summary>The attribute with the actor system's name.</summary>
    public const string SystemTag = "mcpactors.system";

    internal static string Version { get; } = typeof(McpActorsTelemetry).Assembly.GetName().Version?.ToString(3) ?? "0";

    internal static ActivitySource Source { get; } = new(Name, Version);

    internal static Meter Meter { get; } = new(Name, Version);
}
