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
    private static readonly TimeSpan LazyPause = TimeSpan.FromMilliseconds(200);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _replicator;
    private readonly string _leader;
    private readonly List<IActorRef> _untilWritten = [];
    private readonly Dictionary<string, ScheduleRecord> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScheduleRecord> _ticks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BucketWriter> _writers;
    private readonly HashSet<string> _unread = [.. AllKeys.Select(key => key.Id)];

    /// <param name="replicator">DistributedData's.</param>
    /// <param name="leader">This node, for one life of it.</param>
    public ScheduleLogActor(IActorRef replicator, string leader)
    {
        _replicator = replicator;
        _leader = leader;
        _writers = AllKeys.ToDictionary(key => key.Id, key => new BucketWriter(key, replicator, AnswerTimeout));

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
        Receive<WriteLazily>(_ => FlushAll());
        Receive<WriteAllTicks>(_ =>
        {
            _untilWritten.Add(Sender);
            FlushAll();
            AnswerWhenAllIsWritten();
        });
        Receive<RememberBaselines>(OnBaselines);
        Receive<RememberPut>(put =>
        {
            Remember(put.Schedule.Name, record => record with { Put = put.Schedule, Removed = false });
            Change(_ticks, put.Schedule.Name, RecordOf(_ticks, put.Schedule.Name) with { Through = Now }, null);
            FlushSoon();
        });
        Receive<RememberRemoved>(removed => Remember(removed.Schedule, record => record with { Put = null, Removed = true }));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static IEnumerable<ScheduleBucketKey> AllKeys => ScheduleBucket.Definitions.Concat(ScheduleBucket.Ticks);

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart()
    {
        foreach (var key in AllKeys) Read(key.Id);
    }

    private void Read(string key) => _replicator.Tell(Dsl.Get(new ScheduleBucketKey(key), new ReadMajority(AnswerTimeout)));

    private void Again(object message) => Timers.StartSingleTimer(message, message, RetryPause);

    private void OnRead(string key, ScheduleBucket bucket)
    {
        if (!_unread.Remove(key)) return;
        var records = ScheduleBucket.Ticks.Any(ticks => ticks.Id == key) ? _ticks : _definitions;
        foreach (var (name, record) in bucket.Records) records[name] = record;
        if (_unread.Count > 0) return;
        Context.Parent.Tell(new LogLoaded(
            new Dictionary<string, ScheduleRecord>(_definitions, StringComparer.Ordinal), new Dictionary<string, ScheduleRecord>(_ticks, StringComparer.Ordinal)));
        // What was open was told to the leader; it is nobody's any more.
        foreach (var (name, record) in _ticks.Where(entry => entry.Value.Open is { Count: > 0 }).ToList())
            Change(_ticks, name, record with { Open = null }, null);
        FlushAll();
    }

    private void OnTicks(RememberTicks remember)
    {
        var scheduler = Sender;
        foreach (var bucket in remember.Ticks.GroupBy(tick => ScheduleBucket.KeyOf(tick.Schedule, ScheduleBucket.Ticks).Id))
        {
            var ticks = bucket.ToList();
            foreach (var tick in ticks)
            {
                var record = RecordOf(_ticks, tick.Schedule);
                Change(
                    _ticks,
                    tick.Schedule,
                    record with { Through = Later(record.Through, tick.Through), Open = [.. record.Open ?? [], new OpenTick(tick.Due, _leader)] },
                    tick == ticks[^1] ? () => scheduler.Tell(new TicksRemembered(ticks)) : null);
            }
            _writers[bucket.Key].Flush(Self);
        }
    }

    private void OnEnded(TickEnded ended)
    {
        var record = RecordOf(_ticks, ended.Schedule);
        Change(_ticks, ended.Schedule, record with { Open = record.Open?.Where(open => open.Due != ended.Due).ToList() is { Count: > 0 } left ? left : null }, null);
        // Nobody waits for it, and a thousand that end in one second are as many writes as there are buckets.
        FlushSoon();
    }

    private void FlushSoon()
    {
        if (!Timers.IsTimerActive(WriteLazily.Instance)) Timers.StartSingleTimer(WriteLazily.Instance, WriteLazily.Instance, LazyPause);
    }

    private void OnBaselines(RememberBaselines baselines)
    {
        var requester = Sender;
        var missing = baselines.Schedules.Where(name => !_ticks.ContainsKey(name)).ToList();
        if (missing.Count == 0)
        {
            requester.Tell(Remembered.Instance);
            return;
        }
        var left = missing.Count;
        foreach (var name in missing)
            Change(_ticks, name, RecordOf(_ticks, name), () => { if (--left == 0) requester.Tell(Remembered.Instance); });
        FlushAll();
    }

    private void Remember(string schedule, Func<ScheduleRecord, ScheduleRecord> change)
    {
        var requester = Sender;
        Change(_definitions, schedule, change(RecordOf(_definitions, schedule)), () => requester.Tell(Remembered.Instance));
        _writers[ScheduleBucket.KeyOf(schedule, ScheduleBucket.Definitions).Id].Flush(Self);
    }

    private static ScheduleRecord RecordOf(Dictionary<string, ScheduleRecord> records, string schedule) => records.GetValueOrDefault(schedule) ?? new ScheduleRecord { Version = 0, Through = Now };

    private void Change(Dictionary<string, ScheduleRecord> records, string schedule, ScheduleRecord record, Action? done)
    {
        record = record with { Version = record.Version + 1 };
        records[schedule] = record;
        var keys = records == _ticks ? ScheduleBucket.Ticks : ScheduleBucket.Definitions;
        _writers[ScheduleBucket.KeyOf(schedule, keys).Id].Change(schedule, record, done);
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

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed record WriteLazily
    {
        public static WriteLazily Instance { get; } = new();
    }

    private sealed record ReadAgain(string Key);

    private sealed record WriteAgain(string Key);
}
