using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>Publishes the events of one process, and creates the matching messages to its server.</summary>
internal sealed class ProcessNews(ServerSettings settings, EventStream events)
{
    /// <summary>The process has started.</summary>
    public ProcessLaunched Started(Lease lease, KeptProcess process, ProcessSpec spec)
    {
        events.Publish(new ProcessStarted(
            settings.Name, lease.Id, process.Identity.Pid, process.Containment, spec.Secrets.CommandLine(spec.Command, spec.Arguments)));
        return new ProcessLaunched(lease.Id, process.Identity.Pid, process.Containment);
    }

    /// <summary>The process takes calls, some time after its start.</summary>
    public ProcessIsReady Ready(Lease lease, McpConnection connection, RequestsInFlight requests, TimeSpan elapsed)
    {
        var client = connection.Client;
        var implementation = client.ServerInfo is { } info ? ServerWords.Of(settings, $"{info.Name} {info.Version}") : "unnamed";
        var version = ServerWords.Of(settings, client.NegotiatedProtocolVersion ?? "unknown");
        events.Publish(new ProcessReady(settings.Name, lease.Id, implementation, version, elapsed));
        return new ProcessIsReady(implementation, version, requests);
    }

    /// <summary>The process has lost its owner.</summary>
    public void Orphaned(Lease lease, string reason) =>
        events.Publish(new ProcessOrphaned(settings.Name, lease.Id, lease.Process?.Identity.Pid, reason));

    /// <summary>The process is alive but unresponsive.</summary>
    public void Unresponsive(Lease lease, TimeSpan silence, string probe) => events.Publish(new ServerUnresponsive(settings.Name, lease.Id, silence, probe));

    /// <summary>The breaker of the process or of one of its tools has opened or closed. Thread-safe.</summary>
    public void Breaker(Lease lease, BreakerChange change) => events.Publish(change.Reason is { } reason
        ? new BreakerOpened(settings.Name, lease.Id, reason, settings.Breaker.ResetTimeout) { Tool = change.Tool }
        : (object)new BreakerClosed(settings.Name, lease.Id) { Tool = change.Tool });
}
