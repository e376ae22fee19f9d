using Akka.Actor;
using McpActors.Reaping;

namespace McpActors.Cluster.Placement;

/// <summary>
/// The reaper of one node for a leader whose batches may end by the thousand: batches that end during a sweep share the
/// node's next sweep, with one message in each direction. It ends with that reaper, so that its watchers learn of the
/// loss.
/// </summary>
internal sealed class SharedSweepsActor : ReceiveActor
{
    private readonly IActorRef _reaper;
    private readonly TimeSpan _timeout;
    private List<(IActorRef Requester, Sweep Sweep)> _waiting = [];
    private List<(IActorRef Requester, Sweep Sweep)> _swept = [];

    public SharedSweepsActor(IActorRef reaper, TimeSpan timeout)
    {
        _reaper = reaper;
        _timeout = timeout;
        Receive<Sweep>(sweep =>
        {
            _waiting.Add((Sender, sweep));
            if (_swept.Count == 0) Begin();
        });
        Receive<SweepReport>(report =>
        {
            foreach (var (requester, sweep) in _swept) requester.Tell(report with { Reasons = [sweep.Reason] });
            Begin();
        });
        // The waiting batches have timed out by their own clocks; the next round must not wait too.
        Receive<NotSwept>(_ => Begin());
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Context.Watch(_reaper);

    private void Begin()
    {
        (_swept, _waiting) = (_waiting, []);
        if (_swept.Count == 0) return;
        var sweep = _swept is [var only] ? only.Sweep : new Sweep(SweepScope.OrphansOnly, $"{_swept.Count} batches");
        // An Ask: a late report belongs to this round, and must not be taken for the next one's.
        _reaper.Ask<SweepReport>(sweep, _timeout).PipeTo(Self, failure: _ => NotSwept.Instance);
    }

    private sealed record NotSwept
    {
        public static NotSwept Instance { get; } = new();
    }
}
