using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The requests to a server.</summary>
internal sealed partial class ServerPolicy
{
    private const string RetiringRefusal = ServerRefusals.Removed;

    /// <summary>Sends a request without a session.</summary>
    public void Send(IServerRequest request, IActorRef replyTo)
    {
        if (Refusal() is { } why) Refuse(replyTo, why);
        else if (Settings.Isolation == Isolation.Session && Parked is not null) Refuse(replyTo, ServerRefusals.Parked(Settings.Restart, Parked));
        else SendTo(ForRequest(), request, replyTo);
    }

    private void SendTo(Instance instance, IServerRequest request, IActorRef replyTo)
    {
        instance.Queue.Send(request, replyTo);
        if (!instance.Queue.IsOpen || instance.IsSingleton) Touch(instance);
    }

    /// <summary>Gives a session an instance, or refuses it.</summary>
    public void Join(IActorRef session)
    {
        var why = Refusal()
            ?? (Settings.Isolation == Isolation.Session && Parked is not null ? ServerRefusals.Parked(Settings.Restart, Parked) : null);
        var instance = why is null ? ForSession(session) : null;
        if (instance?.Pause is Pause.Parked parked) why = ServerRefusals.Parked(instance.Target.Settings.Restart, parked.Why);
        if (why is not null)
        {
            Refuse(session, why);
            return;
        }
        _sessions[session] = instance!;
        instance!.Sessions[session] = instance.IsReady ? instance.Current!.Number : null;
        Touch(instance);
        _effects.Add(new Effect.Tell(session, new SessionJoined(Name, instance.Queue)));
    }

    /// <summary>An actor has stopped that had a session or had open work.</summary>
    public void Gone(IActorRef actor)
    {
        if (_sessions.Remove(actor, out var instance))
        {
            instance.Sessions.Remove(actor);
            ScheduleLook(instance);
            Touch(instance);
        }
        if (_owners.TryGetValue(actor, out var own)) Retire(own, "its session has ended");
        TakeWork(actor, null, null);
    }

    /// <summary>A session has ended, and the requester waits until its process is extinct.</summary>
    public void Leave(IActorRef session, IActorRef requester)
    {
        _waiters.Add(new Waiter.Left(requester, _owners.TryGetValue(session, out var own) ? own.Processes : []));
        Gone(session);
    }

    /// <summary>Cancels a call in any instance.</summary>
    public void Cancel(string callId)
    {
        foreach (var instance in _instances.Values)
        {
            instance.Queue.Cancel(callId);
            if (instance.IsSingleton) Touch(instance);
        }
    }

    public void StartServer(IActorRef requester)
    {
        if (RefuseStart(requester)) return;
        (IsStopped, Parked) = (false, null);
        if (Settings.CommonWanted() == 0)
        {
            // Each session starts its own.
            _waiters.Add(new Waiter.Restarted(requester, [], []));
            return;
        }
        var first = TheOneToRun();
        var waiter = new Waiter.Started(requester, first);
        Start(first);
        FreeAllBut([first]);
        if (Settings.Start == StartMode.Eager) StartAll();
        _waiters.Add(waiter);
    }

    public void RestartServer(IActorRef requester)
    {
        if (RefuseStart(requester)) return;
        (IsStopped, Parked) = (false, null);
        var running = Live.Where(instance => instance.IsWished).ToHashSet();
        if (Settings.CommonWanted() > 0)
        {
            if (Settings.Start == StartMode.Eager) running.UnionWith(StartAll());
            else running.Add(TheOneToRun());
        }
        FreeAllBut(running);
        var outgoing = new List<ServerProcess>();
        var last = new List<(Instance Instance, int Last)>();
        foreach (var instance in running)
        {
            // A replacement in progress counts as this restart.
            var own = instance.Leaving.Where(process => process.IsReplaced).ToList();
            if (instance.Current is { } current && (instance.Next is not null || !instance.IsReplacing)) own.Add(current);
            outgoing.AddRange(own);
            last.Add((instance, instance.IsReplacing ? own.Max(process => process.Number) : _lastProcess));
        }
        _waiters.Add(new Waiter.Restarted(requester, last, outgoing));
        foreach (var instance in running)
        {
            if (!instance.IsReplacing)
            {
                Restart(instance);
                continue;
            }
            // A reload that fails in another instance gives this replacement up; then the restart needs its own.
            if (instance is { Next: not null, Current: { } replaced }) replaced.Outdated ??= "a restart was requested";
            Start(instance);
        }
    }

    private void Restart(Instance instance)
    {
        (instance.IsHeldBack, instance.IsProbing) = (false, false);
        if (instance.Current is { IsReady: true } serving) serving.Outdated = "a restart was requested";
        // A process that is not ready serves nobody and can end at once.
        else if (instance.Current is { } starting) End(starting, "a restart was requested");
        Start(instance);
    }

    public void StopServer(IActorRef requester)
    {
        IsStopped = true;
        _waiters.Add(new Waiter.Stopped(requester, Processes));
        foreach (var instance in _instances.Values)
        {
            if (instance.Wish != Wish.Retiring) Stop(instance);
            foreach (var draining in instance.Leaving.Where(process => process.Phase < ProcessPhase.Ending).ToList())
                End(draining, "a stop was requested");
        }
    }

    private void Stop(Instance instance)
    {
        instance.Wish = Wish.Stopped;
        instance.IsProbing = false;
        Disarm(instance);
        instance.Fail(Failure(ServerFailure.Cancelled, "it is being stopped: a stop was requested."));
        if (instance.Processes.Any()) instance.Reason = null;
        EndSessions(instance, "it is being stopped on request");
        Touch(instance);
    }

    /// <summary>Removes the server.</summary>
    public void RetireServer(string why, IActorRef requester)
    {
        _waiters.Add(_retirer = new Waiter.Retired(requester, Processes));
        foreach (var instance in Live.ToList()) Retire(instance, why);
        if (Trial is not null) FailTrial(why);
    }

    /// <summary>Starts no process from now on.</summary>
    public void ShutDown()
    {
        const string why = "the host is shutting down";
        IsShuttingDown = Board.IsShuttingDown = true;
        foreach (var instance in Live)
        {
            Disarm(instance);
            if (instance.Next is { } next) End(next, why);
            if (instance.Pause is Pause.BackingOff pause) (instance.Pause, instance.Wish, instance.Reason) = (null, Wish.OnDemand, pause.Why);
            if (instance.Current is null) instance.Fail(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown));
            else if (instance.WhyOutdated is not null) instance.FailWaiters(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown));
            Touch(instance);
        }
        if (Trial is not null) FailTrial($"{why}.");
    }

    private string? Refusal() => IsRetiring ? RetiringRefusal : IsStopped ? ServerRefusals.StoppedOnRequest : null;

    private bool RefuseStart(IActorRef requester)
    {
        if (IsRetiring) Refuse(requester, RetiringRefusal);
        else if (IsShuttingDown)
        {
            var failure = Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown);
            _effects.Add(new Effect.Tell(requester, new Status.Failure(failure)));
        }
        return IsRetiring || IsShuttingDown;
    }

    private void Refuse(IActorRef requester, string why) =>
        _effects.Add(new Effect.Tell(requester, new Status.Failure(Failure(ServerFailure.NotRunning, why))));
}
