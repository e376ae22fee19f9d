using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// Somebody who has asked a server for something that takes time. The answer is a condition over facts, so that it does not matter by which way
/// they became true, nor in which order.
/// </summary>
internal abstract class Waiter(IActorRef requester, IEnumerable<ServerProcess> awaited)
{
    private readonly HashSet<ServerProcess> _awaited = [.. awaited];

    public IActorRef Requester => requester;

    /// <summary>How the last of the awaited processes ended that somebody saw ending.</summary>
    protected ExitReport? Exit { get; private set; }

    /// <summary>Whether all awaited processes are extinct.</summary>
    protected bool AllExtinct => _awaited.Count == 0;

    protected IEnumerable<ServerProcess> Awaited => _awaited;

    protected void Await(IEnumerable<ServerProcess> more) => _awaited.UnionWith(more);

    public void Extinct(ServerProcess process)
    {
        if (_awaited.Remove(process)) Exit = process.Exit ?? Exit;
    }

    /// <summary>The answer, once it can be given; null before.</summary>
    public abstract object? AnswerNow(ServerPolicy server);

    /// <summary>The answer where the actor of the server has stopped.</summary>
    public virtual object Lost(string server, string why) =>
        new Status.Failure(new McpServerException(server, ServerFailure.NotRunning, $"Server '{server}': {why}"));

    /// <summary>Of StartServer: the instance is ready, or could not be.</summary>
    public sealed class Started(IActorRef requester, Instance instance) : Waiter(requester, [])
    {
        private readonly int _failures = instance.Failures.Count;

        public override object? AnswerNow(ServerPolicy server) =>
            instance.Failures is var (count, last) && count > _failures ? new Status.Failure(last)
            : instance.IsReady ? new ServerStarted(server.Status) : null;
    }

    /// <summary>Of RestartServer: each instance has been ready with a process that came after those that are to go, and they are extinct.</summary>
    /// <param name="requester">Who has asked.</param>
    /// <param name="instances">Each with the number of the last process that is not enough.</param>
    /// <param name="outgoing">The processes that are to go.</param>
    public sealed class Restarted(IActorRef requester, IEnumerable<(Instance Instance, int Last)> instances, IEnumerable<ServerProcess> outgoing)
        : Waiter(requester, outgoing)
    {
        private readonly List<(Instance Instance, int Failures, int Last)> _parts =
            [.. instances.Select(part => (part.Instance, part.Instance.Failures.Count, part.Last))];

        public override object? AnswerNow(ServerPolicy server)
        {
            foreach (var (instance, failures, _) in _parts)
                if (instance.Wish != Wish.Retiring && instance.Failures.Count > failures) return new Status.Failure(instance.Failures.Last);
            return AllExtinct && _parts.TrueForAll(part => part.Instance.Wish == Wish.Retiring || part.Instance.LastReady > part.Last) ? new ServerStarted(server.Status) : null;
        }
    }

    /// <summary>Of StopServer: no process is left of those that were there.</summary>
    public sealed class Stopped(IActorRef requester, IEnumerable<ServerProcess> processes) : Waiter(requester, processes)
    {
        public override object? AnswerNow(ServerPolicy server) => AllExtinct ? new ServerStopped(server.Name, Exit) : null;

        public override object Lost(string server, string why) => new ServerStopped(server, null);
    }

    /// <summary>Of a reload: it is decided, and no process is left of a generation that is not in force.</summary>
    public sealed class Replaced(IActorRef requester, Trial trial) : Waiter(requester, [])
    {
        private bool _decided;

        public override object? AnswerNow(ServerPolicy server)
        {
            if (!trial.IsDecided) return null;
            if (!_decided)
            {
                _decided = true;
                Await(server.Processes.Where(process => !trial.Earlier.Contains(process) && (process.Instance.Wish == Wish.Retiring || !ReferenceEquals(process.Generation, server.InForce))));
            }
            // One that cannot go back to the old generation serves on with the new one: for a while, or to the end of the host.
            if (!Awaited.All(process => process == process.Instance.Current && (process.Instance.IsHeldBack || server.IsShuttingDown))) return null;
            return new ServerReplaced(server.Name, Exit ?? trial.Exit, trial.Failure);
        }

        public override object Lost(string server, string why) => new ServerReplaced(server, null, why);
    }

    /// <summary>Of a removal: nothing of the server is left.</summary>
    public sealed class Retired(IActorRef requester, IEnumerable<ServerProcess> processes) : Waiter(requester, processes)
    {
        public override object? AnswerNow(ServerPolicy server) =>
            AllExtinct && server.Instances.Count == 0 ? new ServerRetired(server.Name, Exit) : null;

        public override object Lost(string server, string why) => new ServerRetired(server, null);
    }
}

/// <summary>Everybody who waits for an answer of one server. Belongs to the ServerActor.</summary>
internal sealed class Waiters
{
    private readonly List<Waiter> _all = [];

    public int Count => _all.Count;

    public void Add(Waiter waiter) => _all.Add(waiter);

    public void Extinct(ServerProcess process)
    {
        foreach (var waiter in _all) waiter.Extinct(process);
    }

    /// <summary>The answers that can be given now. Each is given once.</summary>
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

    /// <summary>The actor of the server has stopped: everybody is answered.</summary>
    public void FailAll(string server, string why)
    {
        foreach (var waiter in _all) waiter.Requester.Tell(waiter.Lost(server, why));
        _all.Clear();
    }
}
