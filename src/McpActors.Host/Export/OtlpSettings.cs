namespace McpActors.Host.Export;

/// <summary>
/// The export of traces and metrics by OTLP, as OpenTelemetry's standard variables configure it:
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter and https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables.
/// </summary>
/// <param name="Traces">Where traces go; null for nowhere.</param>
/// <param name="Metrics">Where metrics go; null for nowhere.</param>
internal sealed record OtlpSettings(OtlpSignal? Traces, OtlpSignal? Metrics)
{
    /// <param name="variables">The environment.</param>
    /// <returns>Null where nothing is to be exported, which is so unless an endpoint is set.</returns>
    /// <exception cref="UsageException">A variable has a value that cannot be used.</exception>
    public static OtlpSettings? Read(Func<string, string?> variables)
    {
        if (string.Equals(variables("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase)) return null;
        var settings = new OtlpSettings(OtlpSignal.Read(OtlpSignal.OfTraces, variables), OtlpSignal.Read(OtlpSignal.OfMetrics, variables));
        return settings is { Traces: null, Metrics: null } ? null : settings;
    }

    /// <summary><c>traces and metrics go to http://localhost:4318</c>.</summary>
    public override string ToString() => (Traces, Metrics) switch
    {
        ({ } traces, { } metrics) when traces.Shown == metrics.Shown => $"traces and metrics go to {traces.Shown}",
        ({ } traces, { } metrics) => $"traces go to {traces.Shown}, metrics to {metrics.Shown}",
        ({ } traces, null) => $"traces go to {traces.Shown}",
        (null, { } metrics) => $"metrics go to {metrics.Shown}",
        _ => "nothing is exported",
    };
}
