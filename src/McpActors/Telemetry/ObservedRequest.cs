using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpActors.Configuration;
using ModelContextProtocol.Protocol;

namespace McpActors.Telemetry;

/// <summary>
/// The span and the duration of a request to a server, after OpenTelemetry's conventions for MCP.
/// https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md
/// </summary>
internal sealed class ObservedRequest
{
    private static readonly Histogram<double> Duration = McpActorsTelemetry.Meter.CreateHistogram(
        "mcp.client.operation.duration",
        "s",
        "Time from sending a request to a server to its answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] });

    // The same length as in the program's log lines.
    private const int LongestReason = 400;

    // A limit for the search for secrets, because a server may write megabytes.
    private const int LongestLookedAt = 8 << 10;

    private readonly IObservedRequest _request;
    private readonly string? _protocolVersion;
    private readonly KnownNames _names;
    private readonly ServerSettings _settings;
    private readonly Activity? _span;

    /// <summary>Begins the span, which becomes <see cref="Activity.Current"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="protocolVersion">The protocol version; null if it is unknown.</param>
    /// <param name="names">The known tools and prompts of the server; an answer adds to them.</param>
    /// <param name="settings">The server's settings, for their secrets.</param>
    public ObservedRequest(IObservedRequest request, string? protocolVersion, KnownNames names, ServerSettings settings)
    {
        _names = names;
        _settings = settings;
        _request = request;
        _protocolVersion = protocolVersion;
        if (!McpActorsTelemetry.Source.HasListeners()) return;
        var origin = request.Origin;
        var tags = Tags(null, isNamed: true);
        if (origin?.Session is { } session) tags.Add("mcp.session.id", session);
        if (request.Resource is { } uri) tags.Add("mcp.resource.uri", settings.Secrets().Redact(ShownUri.Of(uri)));
        _span = McpActorsTelemetry.Source.StartActivity(
            SpanName(request), ActivityKind.Client, origin?.Parent?.Context ?? default, tags, null, origin?.Begun ?? default(DateTimeOffset));
        _span?.AddEvent(new ActivityEvent(McpActorsTelemetry.SentEvent));
    }

    /// <summary>Whether there is a listener.</summary>
    public static bool IsWanted => Duration.Enabled || McpActorsTelemetry.Source.HasListeners();

    /// <param name="isToolError">Whether the answer is a tool's own error.</param>
    /// <param name="elapsed">Since it was sent.</param>
    public void Answered(bool isToolError, TimeSpan elapsed)
    {
        // Many servers report an unknown tool as a tool error, so an error does not make a name known. The text of a
        // tool's error is for the caller only, and may be of any length.
        if (!isToolError) _names.Add(_request);
        End(isToolError ? ("tool_error", null) : null, null, elapsed);
    }

    /// <param name="type">The kind of failure; there are few kinds, because each is a time series.</param>
    /// <param name="message">The error message.</param>
    /// <param name="code">The protocol's error code; null if there is none.</param>
    /// <param name="outcome">The outcome, in a word.</param>
    /// <param name="elapsed">The time since the request was sent.</param>
    public void Failed(string type, string message, string? code, string outcome, TimeSpan elapsed)
    {
        _span?.SetTag(McpActorsTelemetry.OutcomeTag, outcome);
        End((type, message), code, elapsed);
    }

    private void End((string Type, string? Message)? error, string? code, TimeSpan elapsed)
    {
        if (_span is not null)
        {
            if (error is { } e) _span.SetTag("error.type", e.Type).SetStatus(ActivityStatusCode.Error, Reason(e.Message));
            if (code is not null) _span.SetTag("rpc.response.status_code", code);
            _span.Dispose();
        }
        if (Duration.Enabled) Duration.Record(elapsed.TotalSeconds, Tags(error?.Type, _names.Has(_request)));
    }

    // Most of the message is the server's own text, so it is redacted and cut.
    private string? Reason(string? message)
    {
        if (message is null) return null;
        var text = _settings.Secrets().Redact(message, LongestLookedAt);
        return text.Length > LongestReason ? $"{text[..LongestReason]}..." : text;
    }

    private TagList Tags(string? error, bool isNamed)
    {
        var tags = new TagList
        {
            { McpActorsTelemetry.ServerTag, _request.Server },
            { "mcp.method.name", _request.Method },
            { "network.transport", "pipe" },
        };
        if (_protocolVersion is not null) tags.Add("mcp.protocol.version", _protocolVersion);
        if (_request.Method == RequestMethods.ToolsCall)
        {
            tags.Add("gen_ai.operation.name", "execute_tool");
            if (isNamed) tags.Add("gen_ai.tool.name", _request.Target);
        }
        if (isNamed && _request.Method == RequestMethods.PromptsGet) tags.Add("gen_ai.prompt.name", _request.Target);
        if (error is not null) tags.Add("error.type", error);
        return tags;
    }

    // Span names must be few, so they name a tool or a prompt but never a resource.
    private static string SpanName(IObservedRequest request) => request.Target is { } target ? $"{request.Method} {target}" : request.Method;
}
