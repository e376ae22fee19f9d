using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpActors.Telemetry;

/// <summary>Sends the trace context to a server in <c>_meta</c>, with keys without a prefix (SEP-414).</summary>
internal static class TraceContext
{
    public static void Inject(RequestParams parameters)
    {
        if (Activity.Current is not { } span || span.Source != McpActorsTelemetry.Source) return;
        DistributedContextPropagator.Current.Inject(
            span, parameters, static (carrier, key, value) => (((RequestParams)carrier!).Meta ??= new JsonObject())[key] = value);
    }
}
