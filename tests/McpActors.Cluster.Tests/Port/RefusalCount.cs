using System.Diagnostics.Metrics;
using McpActors.Telemetry;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Listens to the counter of refusals while it lives.</summary>
internal sealed class RefusalCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _counts = [];

    public RefusalCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == McpActorsTelemetry.Name && instrument.Name == "mcpactors.cluster.refusals") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key == Refusals.ReasonTag) _counts.AddOrUpdate((string)tag.Value!, (int)count, (_, before) => before + (int)count);
        });
        _listener.Start();
    }

    public int Of(string reason) => _counts.GetValueOrDefault(reason);

    public void Dispose() => _listener.Dispose();
}
