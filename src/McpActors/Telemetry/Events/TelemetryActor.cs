using Akka.Actor;
using McpActors.Reaping;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Telemetry.Events;

/// <summary>
/// Counts what the event stream tells. An actor of its own: a listener of a meter is somebody else's code, and runs where something is counted.
/// </summary>
internal sealed class TelemetryActor : ReceiveActor
{
    private static readonly Type[] Events = [typeof(IProcessEvent), typeof(SweepCompleted), typeof(ProcessSurvived), typeof(SessionEnded)];

    // Servers whose process ended unexpectedly, and how many have not been replaced.
    private readonly Dictionary<string, int> _missing = [];

    public TelemetryActor()
    {
        Receive<ProcessStarted>(started => HostCounters.Started(started.Server, IsReplacement(started.Server)));
        Receive<ProcessReady>(ready => HostCounters.Ready(ready.Server, ready.Elapsed));
        Receive<ProcessExited>(exited =>
        {
            if (!exited.Requested) _missing[exited.Server] = _missing.GetValueOrDefault(exited.Server) + 1;
            HostCounters.Exited(exited.Server, exited.Exit, exited.Requested);
        });
        Receive<ProcessOrphaned>(orphaned => HostCounters.Orphaned(orphaned.Server));
        Receive<OrphanReaped>(reaped => HostCounters.Exited(reaped.Server, reaped.Exit, requested: true));
        Receive<SweepCompleted>(swept => HostCounters.Swept(swept.Report));
        Receive<ProcessSurvived>(survived => HostCounters.Survived(survived.Process.Server));
        Receive<SessionEnded>(HostCounters.Ended);
    }

    /// <summary>From here on nothing that is published is missed, also before the actor runs.</summary>
    public static void Start(ExtendedActorSystem system)
    {
        var telemetry = system.SystemActorOf(Props.Create<TelemetryActor>(), "mcp-telemetry");
        foreach (var type in Events) system.EventStream.Subscribe(telemetry, type);
    }

    private bool IsReplacement(string server)
    {
        if (!_missing.Remove(server, out var missing)) return false;
        if (missing > 1) _missing[server] = missing - 1;
        return true;
    }
}
