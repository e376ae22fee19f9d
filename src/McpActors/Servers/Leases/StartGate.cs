using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Admits each start of a process. It enforces the limits of the host and of each server, and limits the number of
/// starts at once: a hundred servers that restart together would otherwise all exceed their timeouts. Starts without
/// room wait in the order of arrival. Thread-safe.
/// </summary>
internal sealed class StartGate(LimitSettings limits)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<StartPermit> _waiting = [];
    private readonly Dictionary<string, int> _processes = new(StringComparer.Ordinal);
    private int _all;
    private int _starting;

    /// <summary>
    /// Reserves a permit for one more process of a server; null if there is no room. The caller passes it to <see
    /// cref="Enter"/>, where it waits only for the limit of starts at once, or disposes it.
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
    /// Asks to start a process. <paramref name="who"/> receives <see cref="Admitted"/> when the process may start, or
    /// <see cref="Refused"/> at once. The caller disposes the permit when the process is extinct or no longer needed.
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

    /// <summary>The reason why a permit waits, as a sentence.</summary>
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

    // A server at its own limit does not block the others.
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

/// <summary>A permit of the <see cref="StartGate"/>. Thread-safe.</summary>
internal sealed class StartPermit(StartGate gate, string server, int serverLimit, IActorRef who) : IDisposable
{
    public string Server => server;

    public int ServerLimit => serverLimit;

    // Guarded by the gate's lock.
    internal IActorRef Who { get; set; } = who;

    internal LinkedListNode<StartPermit>? Place { get; set; }

    internal bool IsIn { get; set; }

    internal bool IsStarting { get; set; }

    /// <summary>The reason why the permit waits, as a sentence.</summary>
    public string Explain() => gate.Explain(this);

    /// <summary>Reports that the start is over, successful or not, so that another one may begin.</summary>
    public void Started() => gate.Started(this);

    /// <summary>Returns the permit.</summary>
    public void Dispose() => gate.Leave(this);
}

/// <summary>The process may be started.</summary>
internal sealed record Admitted
{
    public static Admitted Instance { get; } = new();
}

/// <summary>The process will not start: there is no room, and too many others wait.</summary>
internal sealed record Refused(string Why);
