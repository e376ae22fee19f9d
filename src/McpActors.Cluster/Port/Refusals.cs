using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using McpActors.Telemetry;

namespace McpActors.Cluster.Port;

/// <summary>
/// Counts the messages and connections that a node's port refuses (<c>mcpactors.cluster.refusals</c>). The log gets
/// only occasional lines with the number of omitted ones, so that a stranger cannot fill the disk. Thread-safe.
/// </summary>
internal sealed class Refusals(ActorSystem system)
{
    /// <summary>The attribute of the counter.</summary>
    public const string ReasonTag = "mcpactors.cluster.refusal";

    private const int LongestManifest = 80;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly ConditionalWeakTable<ActorSystem, Refusals> All = [];
    private static readonly Counter<long> Counted = McpActorsTelemetry.Meter.CreateCounter<long>(
        "mcpactors.cluster.refusals", "{refusal}", "Messages and connections of other nodes, or of strangers, that were refused, by reason.");

    // Created on first use, because serializers are created before the system has its loggers.
    private readonly Lazy<ILoggingAdapter> _log = new(() => Logging.GetLogger(system, "cluster"));
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (TimeSpan Next, int Unsaid)> _said = new(StringComparer.Ordinal);

    /// <summary>The refusals of a system.</summary>
    public static Refusals Of(ActorSystem system) => All.GetValue(system, system => new Refusals(system));

    /// <summary>A message was refused.</summary>
    /// <param name="serializer">The serializer that the message names.</param>
    /// <param name="manifest">The manifest of the message, which may be any text.</param>
    /// <param name="why">The reason, as the rest of a sentence that begins with "the serializer".</param>
    /// <returns>The exception to throw.</returns>
    public SerializationException Message(string serializer, string manifest, string why)
    {
        var what = $"A message that names the serializer '{serializer}' with the manifest '{Printable(manifest)}' was refused: the serializer {why}.";
        Count("message", what);
        return new SerializationException(what);
    }

    /// <summary>A connection was refused.</summary>
    /// <param name="reason">The reason as a word for the counter.</param>
    /// <param name="what">The sentence for the log.</param>
    public void Connection(string reason, string what) => Count(reason, what);

    private void Count(string reason, string what)
    {
        Counted.Add(1, new KeyValuePair<string, object?>(ReasonTag, reason));
        int unsaid;
        lock (_gate)
        {
            var now = system.Scheduler.MonotonicClock;
            var before = _said.GetValueOrDefault(reason);
            if (now < before.Next)
            {
                _said[reason] = before with { Unsaid = before.Unsaid + 1 };
                return;
            }
            unsaid = before.Unsaid;
            _said[reason] = (now + Pause, 0);
        }
        if (unsaid == 0) _log.Value.Warning("{0}", what);
        else _log.Value.Warning("{0} ({1} more like it since the last such line)", what, unsaid);
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(LongestManifest).Select(c => c is > ' ' and < (char)127 and not '\'' ? c : c == ' ' ? ' ' : '?'));
}
