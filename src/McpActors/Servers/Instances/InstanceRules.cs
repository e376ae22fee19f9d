namespace McpActors.Servers;

/// <summary>
/// Compares the wanted state of an instance with its actual state, and takes the next step. The first rule that matches
/// is applied, and the rules are checked again until none matches. Each rule makes progress, so this ends.
/// </summary>
internal static class InstanceRules
{
    /// <summary>Applies one rule.</summary>
    /// <returns>False if no rule matches.</returns>
    public static bool Decide(Instance instance, ServerPolicy server)
    {
        // The queue is set first: the effects of the rules below, such as a drain, run later and need the new target.
        SetDoor(instance, server);
        return EndWhatIsNotWished(instance, server)
            || RetireSingleton(instance, server)
            || Swap(instance, server)
            || DropOutdatedNext(instance, server)
            || Start(instance, server)
            || ReplaceOutdated(instance, server);
    }

    private static void SetDoor(Instance instance, ServerPolicy server)
    {
        var queue = instance.Queue;
        if (instance.Wish == Wish.Retiring) queue.Shut(ServerFailure.NotRunning, "it is being stopped.");
        else if (instance.Wish == Wish.Stopped)
            queue.Shut(ServerFailure.NotRunning, instance.Leaving.Count > 0 ? "it is being stopped." : ServerRefusals.StoppedOnRequest);
        else if (instance.Current is { IsReady: true, Requests: { } requests } serving)
        {
            queue.Open(requests);
            if (instance.IsSingleton) server.WatchAnswered(serving);
        }
        else if (instance.Current is not null) queue.Hold();
        else if (instance.Pause is Pause.Parked parked)
            queue.Shut(ServerFailure.NotRunning, ServerRefusals.Parked(instance.Target.Settings.Restart, parked.Why));
        else if (server.IsShuttingDown) queue.Shut(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown);
        else queue.Hold();
    }

    private static bool EndWhatIsNotWished(Instance instance, ServerPolicy server)
    {
        if (instance.Wish is not (Wish.Stopped or Wish.Retiring)) return false;
        instance.Pause = null;
        if (instance.Next is { } next)
        {
            server.End(next, ServerPolicy.WhyStopped(instance));
            return true;
        }
        if (instance.Current is { } current)
        {
            if (instance.Wish == Wish.Retiring) server.Drain(current, ServerPolicy.WhyStopped(instance));
            else server.End(current, ServerPolicy.WhyStopped(instance));
            return true;
        }
        if (instance.Wish == Wish.Stopped && instance.Leaving.Find(process => process.Phase < ProcessPhase.Ending) is { } draining)
        {
            server.End(draining, ServerPolicy.WhyStopped(instance));
            return true;
        }
        if (instance.Wish != Wish.Retiring || instance.Leaving.Count > 0) return false;
        return server.Forget(instance);
    }

    // Retires the instance of a single request that was answered or failed.
    private static bool RetireSingleton(Instance instance, ServerPolicy server)
    {
        if (!instance.IsSingleton || instance.Queue.Waiting > 0 || instance.Wish == Wish.Retiring) return false;
        if (instance.Processes.Any(process => process.Phase is ProcessPhase.Ready or ProcessPhase.Draining && !process.IsAnswered)) return false;
        server.Retire(instance, "its request was answered");
        return true;
    }

    private static bool Swap(Instance instance, ServerPolicy server)
    {
        if (instance.Next is not { } next || (instance.Current is not null && !next.IsReady)) return false;
        if (instance.Current is { } old)
        {
            var why = old.Outdated ?? instance.WhyOutdated ?? "another process has taken its place";
            old.IsReplaced = true;
            server.Leave(instance, old, why, blocksNext: false);
            (instance.Next, instance.Current, instance.IsHeldBack) = (null, next, false);
            server.ServeSessions(instance, why);
        }
        else
        {
            // The process to be replaced has ended by itself.
            (instance.Next, instance.Current) = (null, next);
        }
        return true;
    }

    private static bool DropOutdatedNext(Instance instance, ServerPolicy server)
    {
        if (instance.Next is not { } next || ReferenceEquals(next.Generation, instance.Target)) return false;
        server.End(next, "its definition has changed");
        return true;
    }

    private static bool Start(Instance instance, ServerPolicy server)
    {
        if (instance.Current is not null || instance.Pause is not null || server.IsShuttingDown) return false;
        if (instance.Wish != Wish.Up && (instance.Wish != Wish.OnDemand || instance.Queue.Waiting == 0)) return false;
        if (instance.Leaving.Exists(process => process.BlocksNext)) return false;
        instance.Wish = Wish.Up;
        instance.Current = server.Start(instance, reserved: null);
        return true;
    }

    private static bool ReplaceOutdated(Instance instance, ServerPolicy server)
    {
        if (instance.Current is not { } current || instance.Next is not null || instance.IsHeldBack || server.IsShuttingDown) return false;
        if (instance.Wish != Wish.Up || instance.WhyOutdated is not { } why) return false;
        if (server.TryReserve(instance) is { } place)
        {
            instance.Next = server.Start(instance, place);
            return true;
        }
        // A replacement of another instance is in progress, and frees a place when its old process is extinct.
        if (server.IsReplacingAnother(instance)) return false;
        current.IsReplaced = true;
        server.Leave(instance, current, why, blocksNext: true);
        server.StopWaitingForRoom(instance);
        return true;
    }
}
