using Akka.Actor;
using Akka.Event;

namespace McpActors.Servers;

/// <summary>A process that takes calls: whether it is alive, heard, and reads what it is sent.</summary>
internal sealed partial class ProcessActor
{
    private void Ready()
    {
        Receive<Disconnected>(_ => Timers.StartSingleTimer(Disconnected.Instance, StillAlive.Instance, ExitMargin));
        Receive<StillAlive>(_ =>
        {
            const string reason = "it closed its stdout and went on running";
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
            // The news of a process's end is on its way where the stream is broken.
            if (!RequestsInFlight.IsBrokenStream(failed.Error))
                _log.Warning(ServerWords.Cause(_settings, failed.Error), "Server '{0}' could not be asked whether it is alive", _settings.Name);
            Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _health!.TakeBack());
        });
        ReceiveEnd();
    }

    // The one timer of its health is set anew by whatever may change when there is something to do.
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

    // Comes from the one who reads.
    private Action<string> OnUnread()
    {
        var self = Self;
        return reason => self.Tell(new Unread(reason), ActorRefs.NoSender);
    }

    private void ReceiveUnread() => Receive<Unread>(unread =>
    {
        _failure = $"{unread.Reason}.";
        _log.Warning("Server '{0}' is ended: {1}.", _settings.Name, unread.Reason);
        _requests?.Close(ServerFailure.Exited, unread.Reason, null);
        BeginLadder(unread.Reason);
    });

    // Comes from whoever is answered. A process that fails is looked at when it has nothing to do, which with callers that insist may be
    // only for a moment: when its breaker has just opened.
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
