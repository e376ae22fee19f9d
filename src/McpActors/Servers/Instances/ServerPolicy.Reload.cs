using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The change of a server to another generation, and its rollback.</summary>
internal sealed partial class ServerPolicy
{
    private long _lastGeneration;

    /// <summary>The trial of a new generation; null if there is none.</summary>
    public Trial? Trial { get; private set; }

    private Trial? LastTrial { get; set; }

    /// <summary>
    /// Tries new settings. They come into force if each instance that should have a process gets one ready with them.
    /// </summary>
    public void Replace(ServerSettings settings, IActorRef requester)
    {
        if (IsShuttingDown || IsRetiring)
        {
            var why = IsRetiring ? RetiringRefusal : "the host is shutting down.";
            _effects.Add(new Effect.Tell(requester, new ServerReplaced(Name, null, why)));
            return;
        }
        if (Trial is not null) FailTrial("a newer configuration superseded it.");
        // The restart history of the old definition does not count against the new one.
        _restarts.Clear();
        Trial = new Trial(new Generation(++_lastGeneration, settings), Parked is not null, Processes.Where(process => process.IsReplaced));
        _waiters.Add(new Waiter.Replaced(requester, Trial));
        foreach (var instance in Live)
        {
            Give(instance, Trial.Wanted);
            if (instance.Pause is Pause.Parked) Unpark(instance);
            if (instance.Pause is null) continue;
            Disarm(instance);
            instance.Pause = null;
        }
    }

    private bool IsTried(ServerProcess process) => Trial is not null && ReferenceEquals(process.Generation, Trial.Wanted);

    private void Give(Instance instance, Generation generation)
    {
        instance.Target = generation;
        instance.IsHeldBack = false;
        Touch(instance);
    }

    private void LookAtTrial()
    {
        if (Trial is not { } trial) return;
        var asked = Live.ToLookup(instance => ReferenceEquals(instance.Target, trial.Wanted));
        if (!asked[true].All(trial.IsSettled)) return;
        // The generation works, so instances that were created during the trial take it as well.
        foreach (var instance in asked[false]) Give(instance, trial.Wanted);
        if (!asked[false].Any()) Commit(trial);
    }

    private void Commit(Trial trial)
    {
        trial.Succeed();
        (LastTrial, Trial, InForce, Parked) = (trial, null, trial.Wanted, null);
        _effects.Add(new Effect.Adopt(Settings));
        foreach (var instance in _instances.Values) instance.Queue.Capacity = Settings.MaxWaiting;
        foreach (var instance in _common.Skip(Settings.CommonWanted()).ToList()) Retire(instance, "the pool has become smaller");
        if (Settings.Start == StartMode.Eager && !IsStopped && !IsShuttingDown) StartAll();
    }

    private void FailTrial(string why)
    {
        var trial = Trial!;
        trial.Fail(why);
        (LastTrial, Trial) = (trial, null);
        if (!trial.WasParked) Parked = null;
        _restarts.Clear();
        foreach (var instance in Live)
        {
            var isHeldBack = instance.IsHeldBack;
            Give(instance, InForce);
            instance.IsHeldBack = isHeldBack;
        }
        if (Settings.Start == StartMode.Eager && !IsStopped && !IsShuttingDown && !IsRetiring) StartAll();
    }

    // The old process had to end first, so waiting requests now wait for a new process of the old generation.
    private void FailTrialOf(ServerProcess process, string why)
    {
        process.Instance.Wish = Wish.OnDemand;
        process.Instance.FailWaiters(Failure(ServerFailure.StartFailed, why));
        FailTrial($"the old process had to end first, and the new one did not start: {why}");
    }
}
