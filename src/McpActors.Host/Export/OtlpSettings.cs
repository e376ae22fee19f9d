namespace McpActors.Host.Export;

/// <summary>
/// The OTLP export of traces and metrics, configured by OpenTelemetry's standard variables:
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter and
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables.
/// </summary>
/// <param name="Traces">The destination of traces; null for no export.</param>
/// <param name="Metrics">The destination of metrics; null for no export.</param>
internal sealed record OtlpSettings(OtlpSignal? Traces, OtlpSignal? Metrics)
{
    /// <param name="variables">Reads an environment variable; null if it is not set.</param>
    /// <returns>Null if nothing is exported, which is the default without an endpoint.</returns>
    /// <exception cref="UsageException">A variable has an invalid value.</exception>
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
