using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpActors.Telemetry;

/// <summary>
/// What McpActors tells of itself to OpenTelemetry, and to whoever else listens: <c>metrics.AddMeter(McpActorsTelemetry.Name)</c>,
/// <c>tracing.AddSource(McpActorsTelemetry.Name)</c>. Where nobody listens, a call costs two reads more.
/// </summary>
/// <remarks>
/// <para>
/// Spans: one for each request that reaches a server, <c>tools/call NAME</c> for a tool call, with the attributes of OpenTelemetry's conventions
/// for MCP. A tool call's begins when its message is made, and its event <see cref="SentEvent"/> is when the server is sent it: between the
/// two are mailboxes, and the start of the server. Its parent is the <see cref="Activity.Current"/> of where the message is made, with
/// <c>IMcpServers</c> that of the caller. An actor has one only if it starts it itself: Akka.NET carries none from one actor to another. The
/// server is sent the span's context in <c>_meta</c> (SEP-414).
/// </para>
/// <para>
/// The durations of requests name a tool or a prompt only where the server has shown to have it, by a list or by an answer: models make names
/// up. A span names whatever was asked for. What failed is said in its status in at most 400 characters, without what is known to be secret;
/// what a tool says about its own error is not.
/// </para>
/// <para>
/// csharp-sdk has a source and a meter of its own, <c>Experimental.ModelContextProtocol</c>: listened to as well, it counts each request again.
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

    /// <summary>The attribute with the actor system's name.</summary>
    public const string SystemTag = "mcpactors.system";

    internal static string Version { get; } = typeof(McpActorsTelemetry).Assembly.GetName().Version?.ToString(3) ?? "0";

    internal static ActivitySource Source { get; } = new(Name, Version);

    internal static Meter Meter { get; } = new(Name, Version);
}
