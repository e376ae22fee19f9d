using McpActors.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace McpActors.Hosting.Tests;

/// <summary>OpenTelemetry's own SDK, as in a platform, with exporters that store their input.</summary>
internal sealed class Collector : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly MetricSnapshots _metrics = new();
    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metering;

    public Collector(string? source = null)
    {
        _tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(McpActorsTelemetry.Name, source ?? McpActorsTelemetry.Name)
            .AddProcessor(new SimpleActivityExportProcessor(new SpanExporter(_spans)))
            .Build();
        _metering = Sdk.CreateMeterProviderBuilder()
            .AddMeter(McpActorsTelemetry.Name)
            .AddReader(new BaseExportingMetricReader(_metrics))
            .Build();
    }

    public IReadOnlyList<Activity> Spans => [.. _spans];

    /// <summary>The current sum or count of a metric, over the points with all these tags.</summary>
    public double Read(string metric, params (string Key, object Value)[] tags)
    {
        _metering.ForceFlush();
        return _metrics.Points.Where(point => point.Metric == metric && tags.All(tag => Equals(point.Tags.GetValueOrDefault(tag.Key), tag.Value)))
            .Sum(point => point.Value);
    }

    public async Task ExpectAsync(double value, string metric, params (string Key, object Value)[] tags)
    {
        using var patience = new CancellationTokenSource(Patience.ForHosts);
        // Metrics that are counted from events lag behind; the delay is not tested.
        while (Read(metric, tags) is var now && now != value)
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{metric} is {now}, and not {value}");
            await Task.Delay(10);
        }
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
    }

    private sealed class SpanExporter(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch) spans.Enqueue(span);
            return ExportResult.Success;
        }
    }

    private sealed record Point(string Metric, Dictionary<string, object?> Tags, double Value);

    private sealed class MetricSnapshots : BaseExporter<Metric>
    {
        public IReadOnlyList<Point> Points { get; private set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var points = new List<Point>();
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    var tags = new Dictionary<string, object?>();
                    foreach (var (key, value) in point.Tags) tags[key] = value;
                    points.Add(new Point(metric.Name, tags, Value(metric, point)));
                }
            }
            Points = points;
            return ExportResult.Success;
        }

        private static double Value(Metric metric, in MetricPoint point) => metric.MetricType switch
        {
            MetricType.Histogram => point.GetHistogramCount(),
            MetricType.DoubleSum => point.GetSumDouble(),
            _ => point.GetSumLong(),
        };
    }
}
