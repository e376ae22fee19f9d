using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The phase of a process. It only advances.</summary>
internal enum ProcessPhase
{
    /// <summary>The process waits for its start to be admitted.</summary>
    Waiting,

    /// <summary>The process was launched and has not answered the handshake.</summary>
    Starting,

    /// <summary>The process takes requests.</summary>
    Ready,

    /// <summary>The process takes no new requests and finishes those in flight.</summary>
    Draining,

    /// <summary>The process is being ended.</summary>
    Ending,

    /// <summary>The process has ended, or the reaper has it.</summary>
    Extinct,
}

/// <summary>One process from the point of view of its server. Used by the ServerActor only.</summary>
internal sealed class ServerProcess(int number, Instance instance, Generation generation)
{
    /// <summary>The number of the process, unique in its server and rising.</summary>
    public int Number => number;

    public Instance Instance => instance;

    public Generation Generation => generation;

    public ProcessPhase Phase { get; private set; }

    /// <summary>The ProcessActor that owns the process.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    public long? Lease { get; set; }

    public int? Pid { get; set; }

    public Containment? Containment { get; set; }

    public string? Implementation { get; set; }

    public string? ProtocolVersion { get; set; }

    /// <summary>The receiver of the process's requests; null before the process is ready.</summary>
    public IProcessRequests? Requests { get; set; }

    /// <summary>The time at which the process became ready, by the monotonic clock.</summary>
    public TimeSpan ReadySince { get; set; }

    /// <summary>The work that was begun in it.</summary>
    public HashSet<(IActorRef Owner, string Work)> Work { get; } = [];

    /// <summary>The reason for a replacement by a process of the same generation; null if there is none.</summary>
    public string? Outdated { get; set; }

    /// <summary>The reason why the process is drained or ended; null before.</summary>
    public string? EndReason { get; set; }

    /// <summary>Whether the process ends because another process takes its place.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether the process ends because it was idle.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Whether the next process of the instance starts only when this one is extinct.</summary>
    public bool BlocksNext { get; set; }

    /// <summary>Whether the last answer is awaited although the process is not draining.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether all requests are answered and no more are taken.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>How the process ended; null before its end, or if the reaper has it.</summary>
    public ExitReport? Exit { get; set; }

    public bool IsReady => Phase == ProcessPhase.Ready;

    /// <exception cref="InvalidOperationException">The process has already reached that phase.</exception>
    public void Advance(ProcessPhase to)
    {
        if (to <= Phase) throw new InvalidOperationException($"Process {number} of server '{generation.Settings.Name}' cannot go from {Phase} to {to}.");
        Phase = to;
    }

    public override string ToString() => $"process {number} ({Phase}, {generation})";
}
