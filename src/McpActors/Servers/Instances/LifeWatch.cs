using Akka.Actor;
using Akka.Event;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>When a ReplicaActor looks at the life of the process that serves: once, when there can be something to do, and not before.</summary>
internal static class LifeWatch
{
    /// <summary>
    /// Has the actor told <see cref="Look"/>, in place of what it was to be told before. A pause of more than zero holds for this slot whatever is
    /// scheduled meanwhile, and ends with a look.
    /// </summary>
    public static void Schedule(ITimerScheduler timers, Slot serving, ProcessUse use, TimeSpan atLeast)
    {
        timers.Cancel(Look.Instance);
        var hold = new Hold(serving);
        if (atLeast > TimeSpan.Zero) timers.StartSingleTimer(hold, Look.Instance, atLeast);
        if (!timers.IsTimerActive(hold) && serving.IsReady && serving.Life.NextLook(use) is { } pause)
            timers.StartSingleTimer(Look.Instance, Look.Instance, pause);
    }

    /// <summary>
    /// Has the actor told <see cref="MemoryRead"/>: how much the process holds with all that it started. Away from the actor, because it reads files.
    /// </summary>
    public static void ReadMemory(LeaseLedger ledger, Slot serving, IActorRef self, ILoggingAdapter log)
    {
        var process = serving.Life.HasMemoryLimit && serving.Status.Lease is { } lease ? ledger.Find(lease)?.Process : null;
        if (process is null)
        {
            self.Tell(new MemoryRead(serving, null));
            return;
        }
        Task.Run(process.ReadMemory).PipeTo(
            self,
            success: bytes => new MemoryRead(serving, bytes),
            failure: error =>
            {
                log.Warning(error, "The memory of server '{0}' could not be read; it is tried again in {1:0} s", serving.Settings.Name, ProcessLife.MemoryInterval.TotalSeconds);
                return new MemoryRead(serving, null);
            });
    }

    internal sealed record MemoryRead(Slot Slot, long? Bytes) : IDeadLetterSuppression;

    // The timer of a slot's pause.
    private sealed record Hold(Slot Slot);

    internal sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}
