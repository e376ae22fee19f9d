using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Where every process of a host passes before it is started. It keeps the limits of the host and of each server, and lets only so many start at
/// once: a hundred servers that come back together would otherwise all be too slow for their own timeouts. Who finds no room waits, in the
/// order of arrival. Thread-safe.
/// </summary>
internal sealed class StartGate(LimitSettings limits)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<StartPermit> _waiting = [];
    private readonly Dictionary<string, int> _processes = new(StringComparer.Ordinal);
    private int _all;
    private int _starting;

    /// <summary>
    /// A place for one more process of a server, to be given to <see cref="Enter"/> or disposed of; null where there is none now. Whoever has one needs
    /// to wait only for as long as too many others start.
    /// </summary>
    public StartPermit? TryReserve(ServerSettings server)
    {
        lock (_lock)
        {
            if (!Fits(server.Name, server.MaxProcesses)) return null;
            var permit = new StartPermit(this, server.Name, server.MaxProcesses, ActorRefs.Nobody);
            TakePlace(permit);
            return permit;
        }
    }

    /// <summary>
    /// Asks for a process. <paramref name="who"/> is told <see cref="Admitted"/> when it may be started, or <see cref="Refused"/> at once. The permit
    /// is to be disposed of when the process is extinct, or is not wanted any more.
    /// </summary>
    public StartPermit Enter(ServerSettings server, IActorRef who, StartPermit? reserved = null)
    {
        var permit = reserved ?? new StartPermit(this, server.Name, server.MaxProcesses, who);
        lock (_lock)
        {
            permit.Who = who;
            permit.Place = _waiting.AddLast(permit);
            AdmitNext();
            if (permit.Place is not null && _waiting.Count > limits.MaxQueue)
            {
                Withdraw(permit);
                who.Tell(new Refused($"as many starts wait as limits.max-queue allows ({limits.MaxQueue}). {Explain(server.Name, server.MaxProcesses)}"));
            }
        }
        return permit;
    }

    /// <summary>Why who waits is waiting, in words.</summary>
    public string Explain(StartPermit permit)
    {
        lock (_lock) return Explain(permit.Server, permit.ServerLimit);
    }

    internal void Started(StartPermit permit)
    {
        lock (_lock)
        {
            if (!permit.IsStarting) return;
            permit.IsStarting = false;
            _starting--;
            AdmitNext();
        }
    }

    internal void Leave(StartPermit permit)
    {
        lock (_lock)
        {
            Withdraw(permit);
            if (!permit.IsIn) return;
            permit.IsIn = false;
            if (permit.IsStarting) _starting--;
            permit.IsStarting = false;
            _all--;
            if (--_processes[permit.Server] == 0) _processes.Remove(permit.Server);
            AdmitNext();
        }
    }

    private bool Fits(string server, int limit) => _all < limits.MaxProcesses && _processes.GetValueOrDefault(server) < limit;

    private void Withdraw(StartPermit permit)
    {
        if (permit.Place is not { } place) return;
        _waiting.Remove(place);
        permit.Place = null;
    }

    private void Admit(StartPermit permit)
    {
        if (!permit.IsIn) TakePlace(permit);
        permit.IsStarting = true;
        _starting++;
        permit.Who.Tell(Admitted.Instance);
    }

    private void TakePlace(StartPermit permit)
    {
        permit.IsIn = true;
        _all++;
        _processes[permit.Server] = _processes.GetValueOrDefault(permit.Server) + 1;
    }

    // A server at its own limit does not keep the others waiting.
    private void AdmitNext()
    {
        for (var place = _waiting.First; place is not null && _starting < limits.MaxStarting;)
        {
            var (permit, next) = (place.Value, place.Next);
            if (permit.IsIn || Fits(permit.Server, permit.ServerLimit))
            {
                Withdraw(permit);
                Admit(permit);
            }
            place = next;
        }
    }

    private string Explain(string server, int limit) =>
        _all >= limits.MaxProcesses ? $"The host has as many processes as limits.max-processes allows ({_all})."
        : _processes.GetValueOrDefault(server) is var own && own >= limit ? $"The server has as many processes as its max-processes allows ({own})."
        : $"As many processes are being started as limits.max-starting allows ({_starting}).";
}

/// <summary>A place in the <see cref="StartGate"/>. Thread-safe.</summary>
internal sealed class StartPermit(StartGate gate, string server, int serverLimit, IActorRef who) : IDisposable
{
    public string Server => server;

    public int ServerLimit => serverLimit;

    // Under the lock of the gate.
    internal IActorRef Who { get; set; } = who;

    internal LinkedListNode<StartPermit>? Place { get; set; }

    internal bool IsIn { get; set; }

    internal bool IsStarting { get; set; }

    /// <summary>Why it waits, in words.</summary>
    public string Explain() => gate.Explain(this);

    /// <summary>The process has started, well or not: another one may.</summary>
    public void Started() => gate.Started(this);

    /// <summary>There is no process for it, or none any more.</summary>
    public void Dispose() => gate.Leave(this);
}

/// <summary>The process may be started.</summary>
internal sealed record Admitted
{
    public static Admitted Instance { get; } = new();
}

/// <summary>The process will not be started: there is no room, and no place to wait.</summary>
internal sealed record Refused(string Why);
