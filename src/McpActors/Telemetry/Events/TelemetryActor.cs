using Akka.Actor;
using McpActors.Reaping;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Telemetry.Events;

/// <summary>
/// Counts events of the event stream. It is a separate actor because listeners of a meter are the platform's code and
/// run on the thread that counts.
/// </summary>
internal sealed class TelemetryActor : ReceiveActor
{
    private static readonly Type[] Events = [typeof(IProcessEvent), typeof(SweepCompleted), typeof(ProcessSurvived), typeof(SessionEnded)];

    // The number of processes that ended unexpectedly and have no replacement yet, by server.
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

    /// <summary>Starts the actor. It receives every event published after this call.</summary>
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
