using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>
/// Owns exactly one process, once: it is never restarted in place. Whatever ends it, its PostStop either finds the exit confirmed or
/// leaves the lease to the reaper; the ledger knows of the process before it exists, so no order of events loses it.
/// </summary>
internal sealed partial class ProcessActor : ReceiveActor, IWithTimers
{
    // The reaper hurries what is this late; so does an owner that waits.
    private static readonly TimeSpan LadderMargin = TimeSpan.FromSeconds(1);

    // After stdout has ended, the news of the exit is on its way, unless the server closed it and lives.
    private static readonly TimeSpan ExitMargin = TimeSpan.FromSeconds(1);

    // A start that takes longer waits for something else than the processor: npx for its registry, a server for its own timeout.
    private static readonly TimeSpan StartingShare = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _startup = new();
    private readonly ServerSettings _settings;
    private readonly ProcessEnvironment _environment;
    private readonly ProcessNews _news;
    private readonly IScheduler _clock;
    private readonly SchedulerClock _time;
    private DateTimeOffset _begun;
    private StartPermit? _permit;
    private Lease? _lease;
    private McpConnection? _connection;
    private RequestsInFlight? _requests;
    private HealthWatch? _health;
    private string? _failure;
    private StdoutTail? _stdout;

    public ProcessActor(ServerSettings settings, ProcessEnvironment environment, StartPermit? reserved)
    {
        _settings = settings;
        _environment = environment;
        _news = new ProcessNews(settings, Context.System.EventStream);
        _permit = reserved;
        _clock = Context.System.Scheduler;
        _time = new SchedulerClock(_clock);
        Receive<ProcessCommand.Start>(_ => Enter());
        ReceiveEnd();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">What is started.</param>
    /// <param name="environment">What every process of the host shares.</param>
    /// <param name="reserved">The place that was reserved for the process; null where it has to wait for one.</param>
    public static Props Props(ServerSettings settings, ProcessEnvironment environment, StartPermit? reserved = null) =>
        Akka.Actor.Props.Create(() => new ProcessActor(settings, environment, reserved));

    protected override void PostStop()
    {
        _startup.Cancel();
        _requests?.Close(ServerFailure.Exited, "its process was given up", null);
        if (_lease is not null)
        {
            const string reason = "its owner stopped";
            if (_lease.Orphan(reason))
            {
                _news.Orphaned(_lease, reason);
                _environment.Reaper.Tell(new HandOver(_lease.Id));
            }
            _lease.Process?.Dispose();
        }
        else
        {
            _permit?.Dispose();
        }
        _connection?.Close(_log);
    }

    private void Enter()
    {
        _permit = _environment.Gate.Enter(_settings, Self, _permit);
        Timers.StartSingleTimer(WaitedTooLong.Instance, WaitedTooLong.Instance, _settings.StartWait);
        Become(Waiting);
    }

    private void Waiting()
    {
        Receive<Admitted>(_ =>
        {
            Timers.Cancel(WaitedTooLong.Instance);
            Launch(_permit!);
        });
        Receive<WaitedTooLong>(_ => Refuse($"there was no room for its process within {_settings.StartWait.TotalSeconds:0.#} s. {_permit!.Explain()}"));
        Receive<Refused>(refused => Refuse(refused.Why));
        ReceiveEnd();
    }

    private void Refuse(string why)
    {
        Context.Parent.Tell(new ProcessRefused(why));
        Context.Stop(Self);
    }

    private void Launch(StartPermit permit)
    {
        _begun = _clock.Now;
        var spec = _settings.ToProcessSpec();
        _lease = _environment.Ledger.Begin(_settings.Name, spec.Ladder);
        // The place is the process's, not ours: what the reaper takes over has it until it is extinct.
        _lease.Extinct.ContinueWith(
            _ => permit.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Timers.StartSingleTimer(nameof(StartingShare), MakeRoom.Instance, StartingShare);
        _lease.Extinct.PipeTo(Self, success: exit => new Exited(exit));
        LeasedStart.RunAsync(_environment.Launcher, spec, _lease)
            .PipeTo(Self, success: process => new Launched(process, spec), failure: error => new Failed(error));
        Become(Starting);
    }

    private void Starting()
    {
        Receive<Launched>(launched =>
        {
            var (process, spec) = (launched.Process, launched.Spec);
            Context.Parent.Tell(_news.Started(_lease!, process, spec));
            _stdout = new StdoutTail(spec.Secrets);
            McpConnection.OpenAsync(
                    process.StandardInput, process.StandardOutput, _settings, _environment.Handlers, Context.System.EventStream, _log, _startup.Token,
                    _time, OnUnread(), _stdout!.AppendLine)
                .PipeTo(Self, success: connection => new Connected(connection), failure: error => new Failed(error));
            Become(Handshaking);
        });
        Receive<Failed>(failed => _failure = failed.Error.Message);
        ReceiveEnd();
    }

    private void Handshaking()
    {
        Receive<Connected>(connected =>
        {
            MakeRoomForNext();
            _connection = connected.Connection;
            _requests = new RequestsInFlight(_connection, _settings, onBreaker: OnBreaker(), idleClock: _time,
                warn: what => _log.Warning("Server '{0}': {1}", _settings.Name, what));
            _health = new HealthWatch(_connection, _requests, _settings.Health, _time);
            _connection.Client.Completion.PipeTo(Self, success: _ => Disconnected.Instance);
            Context.Parent.Tell(_news.Ready(_lease!, _connection, _requests, _clock.Now - _begun));
            Become(Ready);
            LookAfterHealth();
        });
        ReceiveUnread();
        Receive<Failed>(failed =>
        {
            // Where the stream is broken, the news of the exit is probably on its way, and says more.
            if (RequestsInFlight.IsBrokenStream(failed.Error)) Timers.StartSingleTimer(nameof(HandshakeBroken), new HandshakeBroken(failed.Error), ExitMargin);
            else OnHandshakeFailed(failed.Error);
        });
        Receive<HandshakeBroken>(broken => OnHandshakeFailed(broken.Error));
        ReceiveEnd();
    }

    private void OnHandshakeFailed(Exception error)
    {
        _failure = McpConnection.Explain(error, _settings);
        BeginLadder(_failure);
    }

    private void Stopping()
    {
        Receive<Connected>(connected => _connection = connected.Connection);
        // The reaper sees to what is overdue; PostStop hands over.
        Receive<Overdue>(_ => Context.Stop(Self));
        ReceiveEnd();
        // What was under way when the ladder began: a launch that comes late is stopped by the lease, a failed handshake was told.
        Receive<Launched>(_ => { });
        Receive<Failed>(_ => { });
        Receive<HandshakeBroken>(_ => { });
        Receive<Disconnected>(_ => { });
        Receive<StillAlive>(_ => { });
        Receive<LookAgain>(_ => { });
        Receive<ProbeFailed>(_ => { });
        Receive<Unread>(_ => { });
    }

    private void MakeRoomForNext()
    {
        Timers.Cancel(nameof(StartingShare));
        _permit?.Started();
    }

    private void ReceiveEnd()
    {
        Receive<MakeRoom>(_ => MakeRoomForNext());
        Receive<ProcessCommand.Stop>(stop => BeginLadder(stop.Reason));
        Receive<Exited>(exited =>
        {
            var exit = exited.Exit with { StdoutTail = _stdout?.Lines ?? [] };
            _requests?.Close(ServerFailure.Exited, "its process ended during the call", exit);
            Context.Parent.Tell(new ProcessEnded(exit, _failure));
            Context.Stop(Self);
        });
    }

    private void BeginLadder(string reason)
    {
        _startup.Cancel();
        if (_lease is null)
        {
            Context.Stop(Self);
            return;
        }
        _requests?.Close(ServerFailure.Cancelled, reason, null);
        _lease.Stop(reason);
        Timers.StartSingleTimer(Overdue.Instance, Overdue.Instance, _lease.Ladder + LadderMargin);
        Become(Stopping);
    }

    private abstract record Signal<T>
        where T : Signal<T>, new()
    {
        public static T Instance { get; } = new();
    }

    private sealed record WaitedTooLong : Signal<WaitedTooLong>;

    private sealed record MakeRoom : Signal<MakeRoom>;

    private sealed record Launched(KeptProcess Process, ProcessSpec Spec) : IDeadLetterSuppression;

    private sealed record Connected(McpConnection Connection) : IDeadLetterSuppression;

    private sealed record Failed(Exception Error) : IDeadLetterSuppression;

    private sealed record HandshakeBroken(Exception Error) : IDeadLetterSuppression;

    private sealed record Exited(ExitReport Exit) : IDeadLetterSuppression;

    private sealed record Disconnected : Signal<Disconnected>, IDeadLetterSuppression;

    private sealed record StillAlive : Signal<StillAlive>;

    private sealed record LookAgain : Signal<LookAgain>, IDeadLetterSuppression;

    private sealed record ProbeFailed(Exception Error) : IDeadLetterSuppression;

    private sealed record Unread(string Reason) : IDeadLetterSuppression;

    private sealed record Overdue : Signal<Overdue>;
}
