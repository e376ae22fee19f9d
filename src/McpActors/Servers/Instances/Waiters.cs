using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A requester that waits for a server's answer. The answer depends on a condition over the server's state only, so the
/// order of events does not matter.
/// </summary>
internal abstract class Waiter(IActorRef requester, IEnumerable<ServerProcess> awaited)
{
    private readonly HashSet<ServerProcess> _awaited = [.. awaited];

    public IActorRef Requester => requester;

    /// <summary>How the last of the awaited processes ended; null if no exit is known.</summary>
    protected ExitReport? Exit { get; private set; }

    /// <summary>Whether all awaited processes are extinct.</summary>
    protected bool AllExtinct => _awaited.Count == 0;

    protected IEnumerable<ServerProcess> Awaited => _awaited;

    protected void Await(IEnumerable<ServerProcess> more) => _awaited.UnionWith(more);

    public void Extinct(ServerProcess process)
    {
        if (_awaited.Remove(process)) Exit = process.Exit ?? Exit;
    }

    /// <summary>The answer; null while the condition is false.</summary>
    public abstract object? AnswerNow(ServerPolicy server);

    /// <summary>The answer if the server's actor has stopped.</summary>
    public virtual object Lost(string server, string why) =>
        new Status.Failure(new McpServerException(server, ServerFailure.NotRunning, $"Server '{server}': {why}") { Outcome = RequestOutcome.NotSent });

    /// <summary>For StartServer: waits until the instance is ready or has failed.</summary>
    public sealed class Started(IActorRef requester, Instance instance) : Waiter(requester, [])
    {
        private readonly int _failures = instance.Failures.Count;

        public override object? AnswerNow(ServerPolicy server) =>
            instance.Failures is var (count, last) && count > _failures ? new Status.Failure(last)
            : instance.IsReady ? new ServerStarted(server.Status) : null;
    }

    /// <summary>
    /// For RestartServer: waits until each instance has been ready with a newer process, and the old ones are extinct.
    /// </summary>
    /// <param name="requester">The requester.</param>
    /// <param name="instances">The instances, each with the number of its last old process.</param>
    /// <param name="outgoing">The old processes.</param>
    public sealed class Restarted(IActorRef requester, IEnumerable<(Instance Instance, int Last)> instances, IEnumerable<ServerProcess> outgoing)
        : Waiter(requester, outgoing)
    {
        private readonly List<(Instance Instance, int Failures, int Last)> _parts =
            [.. instances.Select(part => (part.Instance, part.Instance.Failures.Count, part.Last))];

        public override object? AnswerNow(ServerPolicy server)
        {
            foreach (var (instance, failures, _) in _parts)
                if (instance.Wish != Wish.Retiring && instance.Failures.Count > failures) return new Status.Failure(instance.Failures.Last);
            return AllExtinct && _parts.TrueForAll(part => part.Instance.Wish == Wish.Retiring || part.Instance.LastReady > part.Last)
                ? new ServerStarted(server.Status)
                : null;
        }
    }

    /// <summary>For StopServer: waits until the processes of the time of the request are extinct.</summary>
    public sealed class Stopped(IActorRef requester, IEnumerable<ServerProcess> processes) : Waiter(requester, processes)
    {
        public override object? AnswerNow(ServerPolicy server) => AllExtinct ? new ServerStopped(server.Name, Exit) : null;

        public override object Lost(string server, string why) => new ServerStopped(server, null);
    }

    /// <summary>
    /// For a reload: waits until it is decided and no process of another generation than that in force is left.
    /// </summary>
    public sealed class Replaced(IActorRef requester, Trial trial) : Waiter(requester, [])
    {
        private bool _decided;

        public override object? AnswerNow(ServerPolicy server)
        {
            if (!trial.IsDecided) return null;
            if (!_decided)
            {
                _decided = true;
                Await(server.Processes.Where(process => !trial.Earlier.Contains(process)
                    && (process.Instance.Wish == Wish.Retiring || !ReferenceEquals(process.Generation, server.InForce))));
            }
            // A process that cannot go back to the old generation keeps serving with the new one, and is not awaited.
            if (!Awaited.All(process => process == process.Instance.Current && (process.Instance.IsHeldBack || server.IsShuttingDown))) return null;
            return new ServerReplaced(server.Name, Exit ?? trial.Exit, trial.Failure);
        }

        public override object Lost(string server, string why) => new ServerReplaced(server, null, why);
    }

    /// <summary>For the end of a session: waits until the processes of its own instance are extinct.</summary>
    public sealed class Left(IActorRef requester, IEnumerable<ServerProcess> processes) : Waiter(requester, processes)
    {
        public override object? AnswerNow(ServerPolicy server) => AllExtinct ? new SessionLeft(server.Name) : null;

        public override object Lost(string server, string why) => new SessionLeft(server);
    }

    /// <summary>For a removal: waits until the server has no instance left.</summary>
    public sealed class Retired(IActorRef requester, IEnumerable<ServerProcess> processes) : Waiter(requester, processes)
    {
        public override object? AnswerNow(ServerPolicy server) =>
            AllExtinct && server.Instances.Count == 0 ? new ServerRetired(server.Name, Exit) : null;

        public override object Lost(string server, string why) => new ServerRetired(server, null);
    }
}

/// <summary>The requesters that wait for an answer of one server. Used by the ServerActor only.</summary>
internal sealed class Waiters
{
    private readonly List<Waiter> _all = [];

    public int Count => _all.Count;

    public void Add(Waiter waiter) => _all.Add(waiter);

    public void Extinct(ServerProcess process)
    {
        foreach (var waiter in _all) waiter.Extinct(process);
    }

    /// <summary>Returns the answers whose conditions are true, and removes their waiters.</summary>
    public IEnumerable<Effect> Answers(ServerPolicy server)
    {
        for (var i = 0; i < _all.Count;)
        {
            if (_all[i].AnswerNow(server) is { } answer)
            {
                var requester = _all[i].Requester;
                _all.RemoveAt(i);
                yield return new Effect.Tell(requester, answer);
            }
            else
            {
                i++;
            }
        }
    }

    /// <summary>Answers all waiters, because the server's actor has stopped.</summary>
    public void FailAll(string server, string why)
    {
        foreach (var waiter in _all) waiter.Requester.Tell(waiter.Lost(server, why));
        _all.Clear();
    }
}
