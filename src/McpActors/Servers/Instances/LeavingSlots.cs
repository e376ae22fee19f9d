using Akka.Actor;
using Akka.Event;

namespace McpActors.Servers;

/// <summary>The slots of a ReplicaActor that serve no more: they finish what is under way, and end. Belongs to it.</summary>
internal sealed class LeavingSlots
{
    private readonly List<Slot> _all = [];

    public IReadOnlyList<Slot> All => _all;

    public Slot? Find(IActorRef actor) => _all.Find(slot => slot.Actor.Equals(actor));

    /// <summary>It gets no more requests, may finish what is under way within its drain-timeout, and is ended. The actor is told when that is to be.</summary>
    /// <param name="slot">The one.</param>
    /// <param name="handsOver">Whether another one is in its place, for what waits for a process.</param>
    /// <param name="reason">Why.</param>
    /// <param name="timers">The actor's.</param>
    /// <param name="self">The actor.</param>
    public void Leave(Slot slot, bool handsOver, string reason, ITimerScheduler timers, IActorRef self)
    {
        var stop = new StopSlot(reason, handsOver);
        _all.Add(slot);
        if (slot.Requests is null)
        {
            slot.Actor.Tell(stop);
            return;
        }
        slot.DrainAsync().PipeTo(self, success: () => new Drained(slot, stop));
        timers.StartSingleTimer(slot, new Drained(slot, stop), slot.Settings.DrainTimeout);
    }

    /// <summary>It is ended, whatever is under way.</summary>
    public void End(Slot slot, string reason)
    {
        _all.Add(slot);
        slot.Actor.Tell(new StopSlot(reason));
    }

    /// <summary>One that leaves is ended now.</summary>
    public void Stop(Slot slot, StopSlot stop, ITimerScheduler timers)
    {
        timers.Cancel(slot);
        if (_all.Contains(slot)) slot.Actor.Tell(stop);
    }

    /// <summary>It is gone.</summary>
    public void Remove(Slot slot, ITimerScheduler timers)
    {
        timers.Cancel(slot);
        _all.Remove(slot);
    }

    /// <summary>To the actor: nothing is under way any more, or its time is over.</summary>
    internal sealed record Drained(Slot Slot, StopSlot Stop) : IDeadLetterSuppression;
}
