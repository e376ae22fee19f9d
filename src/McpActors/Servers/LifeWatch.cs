using Akka.Actor;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>When a ReplicaActor looks at the life of the process that serves: once, when there can be something to do, and not before.</summary>
internal static class LifeWatch
{
    /// <summary>Has the actor told <see cref="Look"/>, in place of what it was to be told before.</summary>
    public static void Schedule(ITimerScheduler timers, Slot serving, ProcessUse use, TimeSpan atLeast)
    {
        timers.Cancel(Look.Instance);
        if (serving.IsReady && new ProcessLife(serving.Settings).NextLook(use) is { } pause)
            timers.StartSingleTimer(Look.Instance, Look.Instance, pause < atLeast ? atLeast : pause);
    }

    /// <summary>The memory of the process with all that it started, in bytes; null where it has no limit or is gone. Away from the actor: it reads files.</summary>
    public static Task<long?> ReadMemoryAsync(LeaseLedger ledger, Slot serving)
    {
        var process = serving.Settings.MaxMemoryBytes > 0 && serving.Status.Lease is { } lease ? ledger.Find(lease)?.Process : null;
        return process is null ? Task.FromResult<long?>(null) : Task.Run(process.ReadMemory);
    }

    internal sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}
