using Akka.Actor;
using Akka.Event;

namespace McpActors.Servers;

/// <summary>A process that takes calls: its health, and whether it reads its stdin.</summary>
internal sealed partial class ProcessActor
{
    private void Ready()
    {
        Receive<Disconnected>(_ => Timers.StartSingleTimer(Disconnected.Instance, StillAlive.Instance, ExitMargin));
        Receive<StillAlive>(_ =>
        {
            const string reason = "it closed its stdout but kept running";
            _requests!.Close(ServerFailure.Exited, reason, null);
            BeginLadder(reason);
        });
        ReceiveUnread();
        Receive<LookAgain>(_ => LookAfterHealth());
        Receive<Asked>(asked =>
        {
            if (asked.IsAnswered) Learn(asked.Step);
            LookAfterHealth();
        });
        Receive<ProbeFailed>(failed =>
        {
            // If the stream is broken, the report of the process's end follows.
            if (!RequestsInFlight.IsBrokenStream(failed.Error))
                _log.Warning(ServerWords.Cause(_settings, failed.Error), "Server '{0}' could not be asked whether it is alive", _settings.Name);
            Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _health!.TakeBack());
        });
        ReceiveEnd();
    }

    // One timer for health checks; every event that may change the next check sets it again.
    private void LookAfterHealth()
    {
        if (_settings.Health.Interval == TimeSpan.Zero) return;
        var (step, next) = _health!.Look();
        if (step == HealthStep.Unresponsive)
        {
            OnMute();
            return;
        }
        var time = _settings.Health.Timeout;
        if (step is HealthStep.Probe or HealthStep.Both) Ask(HealthStep.Probe, _connection!.ProbeAsync(time));
        if (step is HealthStep.List or HealthStep.Both) Ask(HealthStep.List, _connection!.ProbeListAsync(time));
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, next);
    }

    private void Ask(HealthStep step, Task<bool> asking) =>
        asking.PipeTo(Self, success: answered => new Asked(step, answered), failure: error => new ProbeFailed(error));

    private void Learn(HealthStep answered)
    {
        if (answered == HealthStep.Probe ? _health!.OnProbeAnswered() : _health!.OnListAnswered())
            _handshake!.LearnProbe(answers: answered == HealthStep.Probe);
    }

    private void OnMute()
    {
        var silence = _health!.Silence;
        var request = _connection!.ListProbe;
        _failure = $"it is alive and has said nothing for {silence.TotalSeconds:0.###} s, although {request} asked it to. "
            + "Raise health.timeout if it only needs longer; with health.interval = 0s it is never asked.";
        _news.Unresponsive(_lease!, silence, request);
        _requests!.Close(ServerFailure.Exited, _failure.TrimEnd('.'), null);
        BeginLadder("it was unresponsive");
    }

    // Called on the thread that reads the server's stdout.
    private Action<string> OnUnread()
    {
        var self = Self;
        return reason => self.Tell(new Unread(reason), ActorRefs.NoSender);
    }

    private void ReceiveUnread() => Receive<Unread>(unread =>
    {
        _failure = $"{unread.Reason}.";
        _log.Warning("Server '{0}' is being ended: {1}.", _settings.Name, unread.Reason);
        _requests?.Close(ServerFailure.Exited, unread.Reason, null);
        BeginLadder(unread.Reason);
    });

    // Called on the thread of an answer. Health is checked when the breaker opens, because with callers that keep
    // retrying, a failing process may be idle only at that moment.
    private Action<BreakerChange> OnBreaker()
    {
        var (lease, news, self) = (_lease!, _news, Self);
        return change =>
        {
            if (change.Reason is not null) self.Tell(LookAgain.Instance, ActorRefs.NoSender);
            news.Breaker(lease, change);
        };
    }
}
