using System.Collections;
using McpActors.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpActors.Host.Export;

/// <summary>
/// Exports the program's traces and metrics by OTLP. It is not one of the host's services, so that it exists only if
/// configured, starts before the first actor and ends after the last one.
/// </summary>
internal sealed class OtlpExport
{
    // A collector that does not answer must not delay the program's exit.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public OtlpExport(OtlpSettings settings)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value)).ToList();
        if (settings.Traces is { } traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(Configuration(traces, environment)))
                .ConfigureResource(Describe)
                .AddSource(McpActorsTelemetry.Name)
                .AddOtlpExporter(exporter => SendTo(traces, exporter))
                .Build();
        }
        if (settings.Metrics is { } metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(Configuration(metrics, environment)))
                .ConfigureResource(Describe)
                .AddMeter(McpActorsTelemetry.Name)
                .AddOtlpExporter(exporter => SendTo(metrics, exporter))
                .Build();
        }
    }

    /// <summary>Sends the remaining data, for at most 5 seconds. Nothing is exported afterwards.</summary>
    public async Task EndAsync()
    {
        var milliseconds = (int)LastWait.TotalMilliseconds;
        var sent = Task.WhenAll(Task.Run(() => _traces?.Shutdown(milliseconds)), Task.Run(() => _metrics?.Shutdown(milliseconds)));
        if (await Task.WhenAny(sent, Task.Delay(LastWait)) != sent) return;
        await sent;
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static IConfiguration Configuration(OtlpSignal signal, IReadOnlyCollection<KeyValuePair<string, string?>> environment) =>
        new ConfigurationBuilder().AddInMemoryCollection(signal.Variables(environment)).Build();

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are added last, so they take precedence.
    private static void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService("mcpactors", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static void SendTo(OtlpSignal signal, OtlpExporterOptions exporter)
    {
        if (signal.IsOwn) exporter.Endpoint = signal.Endpoint;
    }
}
