using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>
/// Owns exactly one process and is never restarted. After any end of this actor, PostStop finds the process's exit
/// confirmed or leaves the lease to the reaper. The ledger has the lease before the process exists, so no order of
/// events loses it.
/// </summary>
internal sealed partial class ProcessActor : ReceiveActor, IWithTimers
{
    // The reaper speeds up a ladder that is this late; an owner that waits leaves the process to the reaper then.
    private static readonly TimeSpan LadderMargin = TimeSpan.FromSeconds(1);

    // The report of the exit follows the end of stdout within this time, unless the server closed stdout and keeps
    // running.
    private static readonly TimeSpan ExitMargin = TimeSpan.FromSeconds(1);

    // The same margin if another process will follow, because this exit is not reported to callers.
    private static readonly TimeSpan ShortExitMargin = TimeSpan.FromMilliseconds(100);

    // The time to cancel open requests before stdin is closed.
    private static readonly TimeSpan CancelTime = TimeSpan.FromMilliseconds(100);

    // A start that takes longer does not wait for the processor: npx waits for its registry, a server for its own
    // timeout.
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
    private readonly SubscribedResources _subscribed;
    private readonly HandshakeAttempt? _attempt;
    private readonly IRepeatRequests? _repeats;
    private readonly Func<ProcessSpec, string, ProcessLists>? _lists;
    private readonly ServerResults? _results;
    private Handshake? _handshake;
    private Exception? _handshakeError;
    private HealthWatch? _health;
    private bool _isStopped;
    private string? _failure;
    private StdoutTail? _stdout;

    public ProcessActor(
        ServerSettings settings, ProcessEnvironment environment, StartPermit? reserved, SubscribedResources subscribed, HandshakeAttempt? attempt,
        IRepeatRequests? repeats, Func<ProcessSpec, string, ProcessLists>? lists, ServerResults? results)
    {
        (_subscribed, _attempt, _repeats, _lists, _results) = (subscribed, attempt, repeats, lists, results);
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

    /// <param name="settings">The server's settings.</param>
    /// <param name="environment">The dependencies of all processes of the host.</param>
    /// <param name="reserved">The reserved permit for the process; null if it must wait for one.</param>
    /// <param name="subscribed">The subscriptions of the process; null for none.</param>
    /// <param name="attempt">The handshake of the second process of a start; null for the first process.</param>
    /// <param name="repeats">Receives the requests that are sent again if the process is lost; null for nobody.</param>
    /// <param name="lists">Creates the catalog's record of the process's lists; null if they are not kept.</param>
    /// <param name="results">The files of results that are too long; null to keep none.</param>
    public static Props Props(
        ServerSettings settings, ProcessEnvironment environment, StartPermit? reserved = null, SubscribedResources? subscribed = null,
        HandshakeAttempt? attempt = null, IRepeatRequests? repeats = null, Func<ProcessSpec, string, ProcessLists>? lists = null,
        ServerResults? results = null) =>
        Akka.Actor.Props.Create(
            () => new ProcessActor(settings, environment, reserved, subscribed ?? new SubscribedResources(), attempt, repeats, lists, results));

    protected override void PostStop()
    {
        _startup.Cancel();
        _requests?.Close(ServerFailure.Exited, "its process was given up", null);
        _requests?.Extinct(null);
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
        _handshake = new Handshake(_settings, spec, _environment.Handshakes, _attempt);
        _lease = _environment.Ledger.Begin(_settings.Name, spec.Ladder);
        // The permit belongs to the process, not to this actor: a process that the reaper takes over keeps it until its
        // end.
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
                    _time, OnUnread(), _stdout!.AppendLine, _handshake!.Negotiation, _handshake.Budget, _subscribed,
                    _lists?.Invoke(spec, _handshake.Fingerprint))
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
            _handshake!.Succeeded(_connection.Client);
            _requests = new RequestsInFlight(_connection, _settings, onBreaker: OnBreaker(), idleClock: _time,
                warn: what => _log.Warning("Server '{0}': {1}", _settings.Name, what), repeats: _repeats,
                note: what => _log.Info("Server '{0}': {1}", _settings.Name, what), results: _results);
            _health = new HealthWatch(_connection, _requests, _settings.Health, _time, _handshake.IgnoresProbe);
            _connection.Client.Completion.PipeTo(Self, success: _ => Disconnected.Instance);
            Context.Parent.Tell(_news.Ready(_lease!, _connection, _requests, _clock.Now - _begun));
            Become(Ready);
            _requests.LearnTools();
            LookAfterHealth();
        });
        ReceiveUnread();
        Receive<Failed>(failed =>
        {
            // If the stream is broken, the report of the exit probably follows and says more.
            if (RequestsInFlight.IsBrokenStream(failed.Error))
                Timers.StartSingleTimer(nameof(HandshakeBroken), new HandshakeBroken(failed.Error), _handshake!.MayGoOn ? ShortExitMargin : ExitMargin);
            else OnHandshakeFailed(failed.Error);
        });
        Receive<HandshakeBroken>(broken => OnHandshakeFailed(broken.Error));
        ReceiveEnd();
    }

    private void OnHandshakeFailed(Exception error)
    {
        _handshakeError = error;
        _failure = McpConnection.Explain(error, _settings);
        BeginLadder(_failure);
    }

    private void MakeRoomForNext()
    {
        Timers.Cancel(nameof(StartingShare));
        _permit?.Started();
    }
}
