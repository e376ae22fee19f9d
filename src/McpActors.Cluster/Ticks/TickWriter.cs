using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>Writes what this leader has started of one part of the schedules: always all of it, which is little.</summary>
/// <param name="key">The part.</param>
/// <param name="found">What a majority had of it when this leader came.</param>
/// <param name="leader">This node, for one life of it.</param>
/// <param name="replicator">DistributedData's.</param>
/// <param name="timeout">How long a majority has to answer.</param>
internal sealed class TickWriter(TickMemoryKey key, TickMemory found, string leader, IActorRef replicator, TimeSpan timeout) : MajorityWriter(replicator)
{
    // What waited waits here from the first write on, which counts in the place of all before.
    private readonly Dictionary<(string, DateTimeOffset), OpenTick> _open = found.Waiting.ToDictionary(tick => (tick.Schedule, tick.Due));
    private readonly long _epoch = found.Epoch + 1;
    private DateTimeOffset? _through = found.Through;
    private long _version;

    /// <param name="tick">It is about to be started, or to wait.</param>
    /// <param name="through">All of these schedules that was due up to here is accounted for with it.</param>
    /// <param name="done">What to do when a majority has it.</param>
    public void Begin(OpenTick tick, DateTimeOffset through, Action? done)
    {
        _open[(tick.Schedule, tick.Due)] = tick;
        if (!(_through >= through)) _through = through;
        Changed(done);
    }

    /// <summary>Its batch has ended, or there is none.</summary>
    public void End(string schedule, DateTimeOffset due)
    {
        if (_open.Remove((schedule, due))) Changed(null);
    }

    /// <summary>What others had started has been told: it is nobody's any more.</summary>
    public void TakeOver() => Changed(null);

    protected override Update Update()
    {
        var ticks = new LeaderTicks(++_version, _through, [.. _open.Values]);
        return Dsl.Update(key, TickMemory.Empty, new WriteMajority(timeout), key.Id, memory => memory.With(_epoch, leader, ticks));
    }
}
