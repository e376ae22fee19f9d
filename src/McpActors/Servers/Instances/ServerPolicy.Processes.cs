using Akka.Event;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The events of a server's processes, and the steps of their lives.</summary>
internal sealed partial class ServerPolicy
{
    public void Launched(ServerProcess process, ProcessLaunched launched)
    {
        (process.Lease, process.Pid, process.Containment) = (launched.Lease, launched.Pid, launched.Containment);
        if (process.Phase == ProcessPhase.Waiting) process.Advance(ProcessPhase.Starting);
        Touch(process.Instance);
    }

    public void Ready(ServerProcess process, string implementation, string protocolVersion, IProcessRequests requests)
    {
        // The process is already draining or ending.
        if (process.Phase > ProcessPhase.Ready) return;
        var instance = process.Instance;
        process.Advance(ProcessPhase.Ready);
        (process.Implementation, process.ProtocolVersion) = (implementation, protocolVersion);
        (process.Requests, process.ReadySince) = (requests, _clock());
        (instance.LastReady, instance.ReadyIn) = (process.Number, process.Generation);
        instance.IsProbing = false;
        Parked = null;
        _effects.Add(new Effect.Arm(new Alarm.Stable(process), process.Generation.Settings.Restart.StableAfter));
        if (process == instance.Current) ServeSessions(instance, instance.Reason ?? "its process has ended");
        Touch(instance);
    }

    /// <summary>Handles the last answer of a process.</summary>
    public void Answered(ServerProcess process)
    {
        process.IsAnswered = true;
        if (process.Phase == ProcessPhase.Draining && process.Work.Count == 0) End(process, process.EndReason!);
        Touch(process.Instance);
    }

    /// <summary>Handles the refusal of a start for lack of room.</summary>
    public void Refused(ServerProcess process, string why)
    {
        var instance = process.Instance;
        var (was, isCurrent, isNext) = (process.Phase, process == instance.Current, process == instance.Next);
        Remove(process, null);
        if (was >= ProcessPhase.Draining) return;
        if (isNext) ReplacementFailed(process, why);
        else if (isCurrent && instance.Next is null && IsTried(process)) FailTrialOf(process, why);
        else if (isCurrent && instance.Next is null)
        {
            instance.IsProbing = false;
            (instance.Wish, instance.Reason) = (Wish.OnDemand, why);
            Log(LogLevel.WarningLevel, $"Server '{Name}' was not started: {why}");
            instance.Fail(Failure(ServerFailure.Overloaded, $"it was not started: {why}"));
        }
    }

    /// <summary>Handles the end of a process or of its actor.</summary>
    /// <param name="process">The process.</param>
    /// <param name="exit">How the process ended; null if the reaper has it.</param>
    /// <param name="failure">The failure of the process; null if there was none.</param>
    public void Ended(ServerProcess process, ExitReport? exit, string? failure)
    {
        if (process.Phase == ProcessPhase.Extinct) return;
        var instance = process.Instance;
        var (was, isCurrent, isNext) = (process.Phase, process == instance.Current, process == instance.Next);
        if (process.Lease is { } lease && exit is not null)
            _effects.Add(new Effect.Publish(new ProcessExited(Name, lease, exit, was == ProcessPhase.Ending)));
        Remove(process, exit);
        if (isNext) ReplacementFailed(process, Describe(was, exit, failure));
        else if (!isCurrent) LastBlockingHasGone(process, exit);
        else if (IsShuttingDown)
        {
            (instance.Wish, instance.Reason) = (Wish.OnDemand, exit?.Describe());
            instance.Fail(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown));
        }
        // If the replacement is already starting, it takes the place of the process.
        else if (instance.Next is not null) instance.Reason = Describe(was, exit, failure);
        else if (was < ProcessPhase.Ready && IsTried(process)) FailTrialOf(process, Describe(was, exit, failure));
        else EndedUnexpectedly(instance, was, exit, failure);
    }

    /// <summary>
    /// Handles the end of a process that exited at a message of the handshake. This is neither a failure nor a restart:
    /// the same start continues with another process.
    /// </summary>
    /// <returns>False if the process is no longer needed.</returns>
    public bool GaveWay(ServerProcess process, ExitReport exit)
    {
        if (process.Phase > ProcessPhase.Starting)
        {
            Ended(process, exit, null);
            return false;
        }
        if (process.Lease is { } lease) _effects.Add(new Effect.Publish(new ProcessExited(Name, lease, exit, Requested: true)));
        (process.Lease, process.Pid, process.Containment) = (null, null, null);
        Touch(process.Instance);
        return true;
    }

    private static void LastBlockingHasGone(ServerProcess process, ExitReport? exit)
    {
        if (process.BlocksNext && process.Instance.Current is null)
            process.Instance.Reason = process.IsIdle || process.IsReplaced ? process.EndReason : exit?.Describe();
    }

    private static string Describe(ProcessPhase was, ExitReport? exit, string? failure)
    {
        var what = exit switch
        {
            { StartError: { } error } => error,
            { Rung: Rung.Self } when was < ProcessPhase.Ready => "it ended before it had answered the handshake",
            _ => failure ?? "its process ended unexpectedly",
        };
        return $"{what.TrimEnd('.')}.{(exit?.StartError is null ? ExitDescription.Of(exit, said: failure) : "")}";
    }

    private void EndedUnexpectedly(Instance instance, ProcessPhase was, ExitReport? exit, string? failure)
    {
        var reason = Describe(was, exit, failure);
        instance.Reason = reason;
        // A program that cannot be executed, or a failed probe, parks at once: another start would fail in the same
        // way.
        var pause = exit?.StartError is null && !instance.IsProbing ? _restarts.Next(instance.Target.Settings.Restart, instance) : null;
        if (pause is null)
        {
            Park(instance, was, reason, exit);
            return;
        }
        instance.Pause = new Pause.BackingOff(reason);
        _effects.Add(new Effect.Arm(new Alarm.Retry(instance), pause.Value));
        if (was < ProcessPhase.Ready) instance.Fail(Failure(ServerFailure.StartFailed, reason, exit));
        Log(LogLevel.WarningLevel, $"Server '{Name}' is restarted in {pause.Value.TotalSeconds:0.0} s: {reason}");
    }

    private void Park(Instance instance, ProcessPhase was, string reason, ExitReport? exit)
    {
        var policy = instance.Target.Settings.Restart;
        instance.Pause = new Pause.Parked(reason);
        if (policy.ProbeInterval > TimeSpan.Zero) _effects.Add(new Effect.Arm(new Alarm.Probe(instance), policy.ProbeInterval));
        instance.Fail(was < ProcessPhase.Ready
            ? Failure(ServerFailure.StartFailed, reason, exit)
            : Failure(ServerFailure.NotRunning, $"it is parked: {reason}", exit));
        EndSessions(instance, $"it is parked: {reason}");
        // Log at Error once, not on every probe.
        if (instance.IsProbing) Log(LogLevel.InfoLevel, $"Server '{Name}' stays parked: {reason}");
        else if (exit?.StartError is null)
        {
            Log(LogLevel.ErrorLevel, $"Server '{Name}' is parked after {_restarts.Count} restart{(_restarts.Count == 1 ? "" : "s")}. "
                + $"{ServerRefusals.Tries(policy)} Last failure: {reason}");
        }
        else Log(LogLevel.ErrorLevel, $"Server '{Name}' cannot be started: {reason}");
        instance.IsProbing = false;
        // A session's instance ends with its session, so the server itself remembers that it is parked.
        if (instance.IsCommon || Parked is not null) return;
        Parked = reason;
        if (policy.ProbeInterval > TimeSpan.Zero) _effects.Add(new Effect.Arm(new Alarm.Unpark(), policy.ProbeInterval));
    }

    private void ReplacementFailed(ServerProcess next, string why)
    {
        var instance = next.Instance;
        if (!IsShuttingDown)
            Log(LogLevel.WarningLevel, $"Server '{Name}' was not replaced, and the old process keeps serving: {why}");
        instance.Fail(Failure(
            ServerFailure.StartFailed, $"the new process did not become ready, and the old one keeps serving: {why}"));
        if (instance.Current is { } current) current.Outdated = null;
        instance.IsHeldBack = true;
        _effects.Add(new Effect.Arm(new Alarm.Hold(instance), instance.Target.Settings.Restart.MaxBackoff));
        if (IsTried(next)) FailTrial(why);
        else if (Trial is null && LastTrial is { Failure: not null } failed && instance.WhyOutdated is not null)
            failed.FailToGoBack(why);
    }

    // Removes an extinct process from its instance and its trial, and notifies the waiters for its end.
    private void Remove(ServerProcess process, ExitReport? exit)
    {
        var instance = process.Instance;
        process.Exit = exit;
        process.Advance(ProcessPhase.Extinct);
        if (instance.Current == process) instance.Current = null;
        else if (instance.Next == process) instance.Next = null;
        else instance.Leaving.Remove(process);
        process.Work.Clear();
        _withWork.Remove(process);
        _effects.Add(new Effect.Disarm(new Alarm.Stable(process)));
        _effects.Add(new Effect.Disarm(new Alarm.Drained(process)));
        if (Trial is not null && process.IsReplaced) Trial.Exit = exit ?? Trial.Exit;
        _waiters.Extinct(process);
        Touch(instance);
    }

    /// <summary>Creates a process, which starts when the policy has settled.</summary>
    internal ServerProcess Start(Instance instance, StartPermit? reserved)
    {
        var process = new ServerProcess(++_lastProcess, instance, instance.Target);
        _effects.Add(new Effect.Start(process, reserved));
        return process;
    }

    /// <summary>Drains a process that is ready, and then ends it; ends any other process at once.</summary>
    internal void Leave(Instance instance, ServerProcess process, string why, bool blocksNext)
    {
        process.BlocksNext = blocksNext;
        if (!process.IsReady)
        {
            End(process, why);
            return;
        }
        instance.Leave(process, why);
        process.Advance(ProcessPhase.Draining);
        _effects.Add(new Effect.Drain(process, process.Generation.Settings.DrainTimeout));
    }

    internal void Drain(ServerProcess process, string why) => Leave(process.Instance, process, why, blocksNext: true);

    /// <summary>
    /// Ends a process, even with requests in flight. A process that was not replaced blocks the next one until it is
    /// extinct.
    /// </summary>
    internal void End(ServerProcess process, string why)
    {
        if (process.Phase >= ProcessPhase.Ending) return;
        var instance = process.Instance;
        if (process == instance.Current || process == instance.Next)
        {
            process.BlocksNext |= process == instance.Current && !process.IsReplaced;
            instance.Leave(process, why);
        }
        process.Advance(ProcessPhase.Ending);
        _effects.Add(new Effect.Disarm(new Alarm.Stable(process)));
        _effects.Add(new Effect.End(process, why));
        Touch(instance);
    }

    /// <summary>Watches the process of a single request, whose answer ends the instance.</summary>
    internal void WatchAnswered(ServerProcess process)
    {
        if (process.IsWatched) return;
        process.IsWatched = true;
        _effects.Add(new Effect.Drain(process, null));
    }

    internal StartPermit? TryReserve(Instance instance)
    {
        if (_gate.TryReserve(instance.Target.Settings) is { } place) return place;
        _waitForRoom.Add(instance.Number);
        return null;
    }

    internal bool IsReplacingAnother(Instance instance) => _instances.Values.Any(other => other != instance && other.IsReplacing);

    internal void StopWaitingForRoom(Instance instance) => _waitForRoom.Remove(instance.Number);

    // Lets the instances that wait for room try one after another.
    private void TryForRoom()
    {
        var first = _waitForRoom.Min;
        _waitForRoom.Remove(first);
        if (!_instances.TryGetValue(first, out var instance)) return;
        _changed.Add(instance);
        if (InstanceRules.Decide(instance, this)) Touch(instance);
    }
}
