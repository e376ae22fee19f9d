namespace McpActors.Host.Export;

/// <summary>The destination of one OpenTelemetry signal.</summary>
/// <param name="Name"><see cref="OfTraces"/> or <see cref="OfMetrics"/>.</param>
/// <param name="Endpoint">The configured URL.</param>
/// <param name="IsOwn">Whether the URL is for this signal only and therefore used unchanged; to the URL for all signals
/// a path is added.</param>
internal sealed record OtlpSignal(string Name, Uri Endpoint, bool IsOwn)
{
    /// <summary>The names, as in the environment variables.</summary>
    public const string OfTraces = "TRACES", OfMetrics = "METRICS";

    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    /// <summary>The URL without the parts that may contain secrets.</summary>
    public string Shown => Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <returns>Null if this signal is not exported.</returns>
    /// <exception cref="UsageException">A variable has an invalid value.</exception>
    public static OtlpSignal? Read(string name, Func<string, string?> variables)
    {
        if (string.Equals(variables($"OTEL_{name}_EXPORTER")?.Trim(), "none", StringComparison.OrdinalIgnoreCase)) return null;
        if (Find("ENDPOINT") is not { } endpoint) return null;
        if (!Uri.TryCreate(endpoint.Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UsageException($"{endpoint.Variable} is not an http or https URL. Set it to the address of a collector, such as http://localhost:4317.");
        if (Find("PROTOCOL") is { } protocol && !Protocols.Contains(protocol.Value))
            throw new UsageException(
                $"{protocol.Variable} is '{protocol.Value}', which is not supported. "
                + $"Allowed: {string.Join(", ", Protocols)}; grpc is the default.");
        return new OtlpSignal(name, url, endpoint.Variable == Own("ENDPOINT"));

        string Own(string key) => $"{Prefix}{name}_{key}";

        (string Variable, string Value)? Find(string key)
        {
            foreach (var variable in (string[])[Own(key), Prefix + key])
                if (variables(variable)?.Trim() is { Length: > 0 } value) return (variable, value);
            return null;
        }
    }

    /// <summary>
    /// The variables for the exporter: this signal's own variables replace those of all signals. The .NET exporter
    /// reads per-signal variables only with UseOtlpExporter, which exports logs and every signal as well.
    /// </summary>
    /// <param name="environment">The environment of this process.</param>
    public IEnumerable<KeyValuePair<string, string?>> Variables(IReadOnlyCollection<KeyValuePair<string, string?>> environment)
    {
        var own = $"{Prefix}{Name}_";
        return environment.Concat(environment
            .Where(variable => variable.Key.StartsWith(own, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(variable.Value))
            .Select(variable => KeyValuePair.Create(Prefix + variable.Key[own.Length..], variable.Value)));
    }
}
