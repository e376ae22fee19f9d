namespace McpActors.Tests.Servers.Policy;

/// <summary>The invariants: those after each event, and those at the end, when everything may finish.</summary>
internal sealed partial class PolicyWorld
{
    private void Check()
    {
        Expect(_processes.Count(process => process is { IsAdmitted: true, IsGone: false }) <= _limits.MaxProcesses, "more processes than allowed");
        foreach (var instance in _policy.Instances)
        {
            Expect(instance.Processes.Distinct().Count() == instance.Processes.Count(), $"a process is in two places of instance {instance.Number}");
            Expect(instance.Current is null or { Phase: <= ProcessPhase.Ready }, $"instance {instance.Number} is served by a process that is ended: {instance.Current}");
            Expect(instance.Next is null or { Phase: < ProcessPhase.Ready }, $"the new process of instance {instance.Number} is ready and does not serve");
            Expect(instance.Next is null || instance.Current is not null, $"instance {instance.Number} has a new process and none that it replaces");
            Expect(instance.Leaving.TrueForAll(process => process.Phase is ProcessPhase.Draining or ProcessPhase.Ending), $"instance {instance.Number} has given up a process that goes on");
            Expect(instance.Queue.IsOpen == (instance.IsReady && instance.Wish is Wish.Up), $"the queue is {(instance.Queue.IsOpen ? "" : "not ")}open of {instance}");
            Expect(instance.Queue.Waiting == 0 || instance.Processes.Any() || instance.Pause is Pause.BackingOff, $"requests wait in instance {instance.Number} and nothing is to come");
            Expect(instance.Wish is not (Wish.Stopped or Wish.Retiring) || (instance.Current ?? instance.Next) is null, $"instance {instance.Number} is not to run");
        }
        var known = _policy.Processes.ToHashSet();
        Expect(_processes.TrueForAll(process => process.IsGone || known.Contains(process.Process)), "a process was forgotten");
    }

    // The board shows the current state.
    private void Board()
    {
        var status = _board.Now();
        var processes = _policy.Instances.Count(instance => instance.State is ServerState.Starting or ServerState.Ready or ServerState.Stopping);
        Expect(status.Processes.Count == processes, $"the board has {status.Processes.Count} processes, and there are {processes}");
        if (_policy.Instances.Any(instance => instance.IsReady)) Expect(status.State == ServerState.Ready, $"the board says {status.State}");
    }

    /// <summary>
    /// Everything that began comes to its end; every request has been answered once; and a server that was not given up
    /// can be used again.
    /// </summary>
    private void Finish()
    {
        _said.Add("and at the end");
        LetFinish();
        foreach (var caller in _callers) Expect(caller.Told.Count == 1, $"{caller}. Instances: {string.Join(", ", _policy.Instances)}");
        Expect(_policy.WaiterCount == 0, $"{_policy.WaiterCount} wait for ever");
        foreach (var process in _policy.Processes)
        {
            // At shutdown nothing is started, so nothing is replaced.
            Expect(_shutDown || ReferenceEquals(process.Generation, _policy.InForce), $"{process} runs, and {_policy.InForce} is in force");
            Expect(process.Phase == ProcessPhase.Ready, $"{process} goes on for ever");
        }
        foreach (var instance in _policy.Instances)
            Expect(!instance.IsWished || _shutDown || instance.IsReady, $"instance {instance.Number} is to run, and is {instance.State}");
        if (_shutDown || _policy.IsRetiring)
        {
            _policy.StopServer(NewCaller());
            Settle();
            LetFinish();
            Expect(!_policy.Processes.Any(), "a process is left");
            return;
        }
        var starter = NewCaller();
        _policy.StartServer(starter);
        Settle();
        LetFinish();
        Expect(starter.Told is [ServerStarted] || (_refused && starter.Told is [Status.Failure]), $"the last start: {starter}");
        var caller2 = NewCaller();
        _policy.Send(new ListTools("a"), caller2);
        Settle();
        LetFinish();
        Expect(caller2.Told is ["an answer"] || _refused, $"the last call: {caller2}");
        _policy.StopServer(NewCaller());
        Settle();
        LetFinish();
        Expect(!_policy.Processes.Any() && _callers[^1].Told is [ServerStopped], $"the last stop: {_callers[^1]}");
    }

    private void ExpectNoneStopped(string what) => Expect(
        _shutDown || _policy.IsRetiring || _policy.Instances.All(instance => instance.Wish != Wish.Stopped), $"{what} has left an instance stopped");

    private static void Expect(bool truth, string what)
    {
        if (!truth) throw new BrokenInvariantException(what);
    }
}
