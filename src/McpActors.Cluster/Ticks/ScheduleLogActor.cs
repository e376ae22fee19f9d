using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;
using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// What the leader remembers of schedules and ticks, in DistributedData: read from a majority before it leads, written to a majority before a
/// tick is started, so that whoever leads next has seen it. Of two majorities of one cluster at least one node is in both.
/// </summary>
internal sealed class ScheduleLogActor : ReceiveActor, IWithTimers
{
    // A majority that is not there yet is asked again; until it is there, nothing is started.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    // How long it may take until the end of a batch is written: a leader that is lost before has its next one name a batch that had ended.
    private static readonly TimeSpan EndedPause = TimeSpan.FromMilliseconds(200);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _replicator;
    private readonly string _leader;
    private readonly Dictionary<string, ScheduleRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BucketWriter> _writers;
    private readonly HashSet<string> _unread = [.. ScheduleBucket.Keys.Select(key => key.Id)];

    /// <param name="replicator">DistributedData's.</param>
    /// <param name="leader">This node, for one life of it.</param>
    public ScheduleLogActor(IActorRef replicator, string leader)
    {
        _replicator = replicator;
        _leader = leader;
        _writers = ScheduleBucket.Keys.ToDictionary(key => key.Id, key => new BucketWriter(key, replicator, AnswerTimeout));

        Receive<GetSuccess>(found => OnRead(found.Key.Id, found.Get((ScheduleBucketKey)found.Key)));
        Receive<NotFound>(none => OnRead(none.Key.Id, ScheduleBucket.Empty));
        Receive<GetFailure>(failed => Again(new ReadAgain(failed.Key.Id)));
        Receive<ReadAgain>(again => Read(again.Key));
        Receive<UpdateSuccess>(written => OnWritten(written.Key.Id));
        // A timeout among them: it may have reached some, and is sent to all of them again.
        Receive<IUpdateFailure>(failed =>
        {
            _log.Warning("No majority of the nodes has taken a change of {0}: {1}. It is tried again, and nothing is started before.", failed.Key.Id, failed.GetType().Name);
            Again(new WriteAgain(failed.Key.Id));
        });
        Receive<WriteAgain>(again => _writers[again.Key].Write(Self));

        Receive<RememberTicks>(OnTicks);
        Receive<TickEnded>(OnEnded);
        Receive<WriteEnded>(_ => FlushAll());
        Receive<RememberBaselines>(OnBaselines);
        Receive<RememberPut>(put => Remember(put.Schedule.Name, record => record with { Put = put.Schedule, Removed = false, Through = Now }));
        Receive<RememberRemoved>(removed => Remember(removed.Schedule, record => record with { Put = null, Removed = true }));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart()
    {
        foreach (var key in ScheduleBucket.Keys) Read(key.Id);
    }

    private void Read(string key) => _replicator.Tell(Dsl.Get(new ScheduleBucketKey(key), new ReadMajority(AnswerTimeout)));

    private void Again(object message) => Timers.StartSingleTimer(message, message, RetryPause);

    private void OnRead(string key, ScheduleBucket bucket)
    {
        if (!_unread.Remove(key)) return;
        foreach (var (name, record) in bucket.Records) _records[name] = record;
        if (_unread.Count > 0) return;
        Context.Parent.Tell(new LogLoaded(new Dictionary<string, ScheduleRecord>(_records, StringComparer.Ordinal)));
        // What was open was told to the leader; it is nobody's any more.
        foreach (var (name, record) in _records.Where(entry => entry.Value.Open is { Count: > 0 }).ToList())
            Change(name, record with { Open = null }, null);
        FlushAll();
    }

    private void OnTicks(RememberTicks remember)
    {
        var scheduler = Sender;
        foreach (var bucket in remember.Ticks.GroupBy(tick => ScheduleBucket.KeyOf(tick.Schedule).Id))
        {
            var ticks = bucket.ToList();
            foreach (var tick in ticks)
            {
                var record = RecordOf(tick.Schedule);
                Change(
                    tick.Schedule,
                    record with { Through = Later(record.Through, tick.Through), Open = [.. record.Open ?? [], new OpenTick(tick.Due, _leader)] },
                    tick == ticks[^1] ? () => scheduler.Tell(new TicksRemembered(ticks)) : null);
            }
            _writers[bucket.Key].Flush(Self);
        }
    }

    private void OnEnded(TickEnded ended)
    {
        var record = RecordOf(ended.Schedule);
        Change(ended.Schedule, record with { Open = record.Open?.Where(open => open.Due != ended.Due).ToList() is { Count: > 0 } left ? left : null }, null);
        // Nobody waits for it, and a thousand that end in one second are as many writes as there are buckets.
        if (!Timers.IsTimerActive(WriteEnded.Instance)) Timers.StartSingleTimer(WriteEnded.Instance, WriteEnded.Instance, EndedPause);
    }

    private void OnBaselines(RememberBaselines baselines)
    {
        var requester = Sender;
        var missing = baselines.Schedules.Where(name => !_records.ContainsKey(name)).ToList();
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

    private void Remember(string schedule, Func<ScheduleRecord, ScheduleRecord> change)
    {
        var requester = Sender;
        Change(schedule, change(RecordOf(schedule)), () => requester.Tell(Remembered.Instance));
        _writers[ScheduleBucket.KeyOf(schedule).Id].Flush(Self);
    }

    private ScheduleRecord RecordOf(string schedule) => _records.GetValueOrDefault(schedule) ?? new ScheduleRecord { Version = 0, Through = Now };

    private void Change(string schedule, ScheduleRecord record, Action? done)
    {
        record = record with { Version = record.Version + 1 };
        _records[schedule] = record;
        _writers[ScheduleBucket.KeyOf(schedule).Id].Change(schedule, record, done);
    }

    private void FlushAll()
    {
        foreach (var writer in _writers.Values) writer.Flush(Self);
    }

    private void OnWritten(string key)
    {
        _writers[key].Written();
        _writers[key].Flush(Self);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed record WriteEnded
    {
        public static WriteEnded Instance { get; } = new();
    }

    private sealed record ReadAgain(string Key);

    private sealed record WriteAgain(string Key);
}
