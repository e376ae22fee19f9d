using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>How far a process has come. It only moves forward.</summary>
internal enum ProcessPhase
{
    /// <summary>It is to be started, and waits for a place.</summary>
    Waiting,

    /// <summary>It was launched, and has not answered the handshake.</summary>
    Starting,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It takes no more requests, and finishes what is in flight.</summary>
    Draining,

    /// <summary>It is being ended.</summary>
    Ending,

    /// <summary>It has ended, or the reaper has it.</summary>
    Extinct,
}

/// <summary>One process as its server sees it. Belongs to the ServerActor.</summary>
internal sealed class ServerProcess(int number, Instance instance, Generation generation)
{
    /// <summary>Unique in its server, and rising.</summary>
    public int Number => number;

    public Instance Instance => instance;

    public Generation Generation => generation;

    public ProcessPhase Phase { get; private set; }

    /// <summary>The ProcessActor that owns it.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    public long? Lease { get; set; }

    public int? Pid { get; set; }

    public Containment? Containment { get; set; }

    public string? Implementation { get; set; }

    public string? ProtocolVersion { get; set; }

    /// <summary>Where its requests go; null before it is ready.</summary>
    public IProcessRequests? Requests { get; set; }

    /// <summary>When it became ready, by the monotonic clock.</summary>
    public TimeSpan ReadySince { get; set; }

    /// <summary>The work that was begun in it.</summary>
    public HashSet<(IActorRef Owner, string Work)> Work { get; } = [];

    /// <summary>Why another process is to take its place although its generation is the right one; null where none is.</summary>
    public string? Outdated { get; set; }

    /// <summary>Why it is ended.</summary>
    public string? EndReason { get; set; }

    /// <summary>Whether it was ended because another process takes its place.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether it was ended because nobody used it.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Whether the next process of its instance is started only when this one is extinct.</summary>
    public bool BlocksNext { get; set; }

    /// <summary>Whether somebody looks for the last answer although it has not been told to drain.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether all its requests are answered, once it takes no more.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>How it ended; null before, and where the reaper has it.</summary>
    public ExitReport? Exit { get; set; }

    public bool IsReady => Phase == ProcessPhase.Ready;

    /// <exception cref="InvalidOperationException">It is past that phase already.</exception>
    public void Advance(ProcessPhase to)
    {
        if (to <= Phase) throw new InvalidOperationException($"Process {number} of server '{generation.Settings.Name}' cannot go from {Phase} to {to}.");
        Phase = to;
    }

    public override string ToString() => $"process {number} ({Phase}, {generation})";
}
