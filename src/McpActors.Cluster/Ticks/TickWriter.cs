using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// Writes the ticks that this leader has started of one part of the schedules, always all of them, because they are
/// few.
/// </summary>
/// <param name="key">The part.</param>
/// <param name="found">The content that a majority had when this leader began.</param>
/// <param name="leader">The name of this incarnation of the node.</param>
/// <param name="replicator">The replicator of DistributedData.</param>
/// <param name="timeout">The time for a majority to answer.</param>
internal sealed class TickWriter(TickMemoryKey key, TickMemory found, string leader, IActorRef replicator, TimeSpan timeout) : MajorityWriter(replicator)
{
    // Ticks that waited at earlier leaders wait here from the first write on, which replaces all earlier entries.
    private readonly Dictionary<(string, DateTimeOffset), OpenTick> _open = found.Waiting.ToDictionary(tick => (tick.Schedule, tick.Due));
    private readonly long _epoch = found.Epoch + 1;
    private DateTimeOffset? _through = found.Through;
    private long _version;

    /// <param name="tick">The tick that is about to be started, or to wait.</param>
    /// <param name="through">All ticks of these schedules up to this time are then accounted for.</param>
    /// <param name="done">Called when a majority has it.</param>
    public void Begin(OpenTick tick, DateTimeOffset through, Action? done)
    {
        _open[(tick.Schedule, tick.Due)] = tick;
        if (!(_through >= through)) _through = through;
        Changed(done);
    }

    /// <summary>The tick's batch has ended, or there is none.</summary>
    public void End(string schedule, DateTimeOffset due)
    {
        if (_open.Remove((schedule, due))) Changed(null);
    }

    /// <summary>Drops the ticks that earlier leaders started; they have been reported.</summary>
    public void TakeOver() => Changed(null);

    protected override Update Update()
    {
        var ticks = new LeaderTicks(++_version, _through, [.. _open.Values]);
        return Dsl.Update(key, TickMemory.Empty, new WriteMajority(timeout), key.Id, memory => memory.With(_epoch, leader, ticks));
    }
}
