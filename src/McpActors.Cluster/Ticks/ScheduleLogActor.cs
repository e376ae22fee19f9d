using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;
using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// Stores the leader's schedules and ticks in DistributedData: reads them from a majority before it leads, and writes
/// to a majority before a tick is started, so that the next leader sees it. Any two majorities of a cluster have a node
/// in common.
/// </summary>
internal sealed class ScheduleLogActor : ReceiveActor, IWithTimers
{
    // While no majority answers, the request is repeated and nothing is started.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    // The delay for writing the end of a batch: if the leader is lost within it, the next leader reports a finished
    // batch as interrupted.
    private static readonly TimeSpan LazyPause = TimeSpan.FromMilliseconds(200);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _replicator;
    private readonly string _leader;
    private readonly IReadOnlySet<string> _configured;
    private readonly List<IActorRef> _untilWritten = [];
    private readonly Dictionary<string, ScheduleRecord> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BucketWriter> _buckets;
    private readonly Dictionary<string, TickMemory> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TickWriter> _ticks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MajorityWriter> _writers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = [.. ScheduleBucket.Keys.Select(key => key.Id), .. TickMemory.Keys.Select(key => key.Id)];

    /// <param name="replicator">The replicator of DistributedData.</param>
    /// <param name="leader">The name of this incarnation of the node.</param>
    /// <param name="configured">The names of the schedules that this node has configured.</param>
    public ScheduleLogActor(IActorRef replicator, string leader, IReadOnlySet<string> configured)
    {
        _replicator = replicator;
        _leader = leader;
        _configured = configured;
        _buckets = ScheduleBucket.Keys.ToDictionary(key => key.Id, key => new BucketWriter(key, replicator, AnswerTimeout), StringComparer.Ordinal);
        foreach (var (key, writer) in _buckets) _writers.Add(key, writer);

        Receive<GetSuccess>(found => OnRead(found.Key.Id, found.Data));
        Receive<NotFound>(none => OnRead(none.Key.Id, null));
        Receive<GetFailure>(failed => Again(new ReadAgain(failed.Key)));
        Receive<ReadAgain>(again => Read(again.Key));
        Receive<UpdateSuccess>(written => OnWritten(written.Key.Id));
        // Including a timeout: the write may have reached some nodes, and is sent to all of them again.
        Receive<IUpdateFailure>(failed =>
        {
            _log.Warning(
                "No majority of the nodes has accepted a change of {0}: {1}. It is repeated, and nothing is started before it succeeds.",
                failed.Key.Id, failed.GetType().Name);
            Again(new WriteAgain(failed.Key.Id));
        });
        Receive<WriteAgain>(again => _writers[again.Key].Write(Self));

        Receive<RememberTicks>(OnTicks);
        Receive<TickEnded>(OnEnded);
        Receive<WriteLazily>(_ => FlushAll());
        Receive<WriteAllTicks>(_ =>
        {
            _untilWritten.Add(Sender);
            FlushAll();
            AnswerWhenAllIsWritten();
        });
        Receive<RememberBaselines>(OnBaselines);
        Receive<RememberPut>(put => Remember(
            put.Schedule.Name, record => record with { Put = put.Schedule, Removed = false, Through = put.KeepsTimes ? record.Through : Now }, put.Then));
        Receive<RememberRemoved>(removed => Remember(removed.Schedule, record => record with { Put = null, Removed = true, Through = Now }, removed.Then));
        Receive<LookAtTombstones>(_ => OnTombstones());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart()
    {
        foreach (var key in ScheduleBucket.Keys) Read(key);
        foreach (var key in TickMemory.Keys) Read(key);
    }

    private void Read(IKey key) => _replicator.Tell(new Get(key, new ReadMajority(AnswerTimeout)));

    private void Again(object message) => Timers.StartSingleTimer(message, message, RetryPause);

    private void OnRead(string key, object? data)
    {
        if (!_unread.Remove(key)) return;
        foreach (var (name, record) in (data as ScheduleBucket)?.Records ?? []) _definitions[name] = record;
        if (data is TickMemory ticks) _found[key] = ticks;
        if (_unread.Count == 0) OnAllRead();
    }

    private void OnAllRead()
    {
        var through = _definitions.ToDictionary(record => record.Key, record => Later(record.Value.Through, Found(TickMemory.KeyOf(record.Key)).Through), StringComparer.Ordinal);
        foreach (var key in TickMemory.Keys)
        {
            var found = Found(key);
            var writer = new TickWriter(key, found, _leader, _replicator, AnswerTimeout);
            _ticks.Add(key.Id, writer);
            _writers.Add(key.Id, writer);
            if (found.Leaders.Values.Any(ticks => ticks.Open.Count > 0)) writer.TakeOver();
        }
        Context.Parent.Tell(new LogLoaded(
            new Dictionary<string, ScheduleRecord>(_definitions, StringComparer.Ordinal),
            through,
            [.. _found.Values.SelectMany(ticks => ticks.Started)],
            [.. _found.Values.SelectMany(ticks => ticks.Waiting)]));
        OnTombstones();
        Timers.StartPeriodicTimer(LookAtTombstones.Instance, LookAtTombstones.Instance, Tombstones.Look);
    }

    private TickMemory Found(TickMemoryKey key) => _found.GetValueOrDefault(key.Id) ?? TickMemory.Empty;

    private void OnTicks(RememberTicks remember)
    {
        var scheduler = Sender;
        foreach (var part in remember.Ticks.GroupBy(tick => TickMemory.KeyOf(tick.Schedule).Id))
        {
            var (writer, ticks) = (_ticks[part.Key], part.ToList());
            foreach (var tick in ticks)
                writer.Begin(new OpenTick(tick.Schedule, tick.Due) { Waits = tick.Waits }, tick.Through, tick == ticks[^1] ? () => scheduler.Tell(new TicksRemembered(ticks)) : null);
            writer.Flush(Self);
        }
    }

    private void OnEnded(TickEnded ended)
    {
        _ticks[TickMemory.KeyOf(ended.Schedule).Id].End(ended.Schedule, ended.Due);
        // Nothing waits for it, and the ends of a thousand batches within a second become a few writes.
        FlushSoon();
    }

    private void FlushSoon()
    {
        if (!Timers.IsTimerActive(WriteLazily.Instance)) Timers.StartSingleTimer(WriteLazily.Instance, WriteLazily.Instance, LazyPause);
    }

    private void OnBaselines(RememberBaselines baselines)
    {
        var requester = Sender;
        var missing = baselines.Schedules.Where(name => !_definitions.ContainsKey(name)).ToList();
        if (missing.Count == 0)
        {
            requester.Tell(Remembered.Instance);
            return;
        }
        var left = missing.Count;
        foreach (var name in missing)
            Change(name, RecordOf(name), () => { if (--left == 0) requester.Tell(Remembered.Instance); });
        FlushAll();
    }

    private void Remember(string schedule, Func<ScheduleRecord, ScheduleRecord> change, object then)
    {
        var requester = Sender;
        Change(schedule, change(RecordOf(schedule)), () => requester.Tell(then));
        _buckets[ScheduleBucket.KeyOf(schedule).Id].Flush(Self);
    }

    private ScheduleRecord RecordOf(string schedule) => _definitions.GetValueOrDefault(schedule) ?? new ScheduleRecord { Version = 0, Through = Now };

    private void Change(string schedule, ScheduleRecord record, Action? done)
    {
        record = record with { Version = record.Version + 1 };
        _definitions[schedule] = record;
        _buckets[ScheduleBucket.KeyOf(schedule).Id].Change(schedule, record, done);
    }

    private void OnTombstones()
    {
        var now = Now;
        foreach (var (name, record) in _definitions.ToList())
        {
            if (Tombstones.NeedsRenewal(record, _configured.Contains(name), now))
            {
                Change(name, record with { Through = now }, null);
            }
            else if (Tombstones.IsOver(record, _configured.Contains(name), now))
            {
                _definitions.Remove(name);
                _buckets[ScheduleBucket.KeyOf(name).Id].Drop(Tombstones.DropUntil(now));
            }
        }
        FlushAll();
    }

    private void FlushAll()
    {
        foreach (var writer in _writers.Values) writer.Flush(Self);
    }

    private void OnWritten(string key)
    {
        _writers[key].Written();
        _writers[key].Flush(Self);
        AnswerWhenAllIsWritten();
    }

    private void AnswerWhenAllIsWritten()
    {
        if (_untilWritten.Count == 0 || _writers.Values.Any(writer => !writer.IsIdle)) return;
        foreach (var waiting in _untilWritten) waiting.Tell(Remembered.Instance);
        _untilWritten.Clear();
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;

    private sealed record WriteLazily
    {
        public static WriteLazily Instance { get; } = new();
    }

    private sealed record LookAtTombstones
    {
        public static LookAtTombstones Instance { get; } = new();
    }

    private sealed record ReadAgain(IKey Key);

    private sealed record WriteAgain(string Key);
}
