using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A definition on its way to all replicas of a server: first to those that are there, then, when all of these have taken it, to those that were
/// born meanwhile; whoever is born later begins with it. Where one does not take it, all go back to what was in force. So there is one generation
/// at the end, whichever. Belongs to the ServerActor.
/// </summary>
/// <param name="wanted">What is to be in force.</param>
/// <param name="parked">Why the server was parked when it was begun; null where it was not.</param>
internal sealed class Rollout(ReplaceServer wanted, string? parked)
{
    private readonly HashSet<IActorRef> _asked = [];

    public ReplaceServer Wanted { get; } = wanted;

    public bool WasParked { get; } = parked is not null;

    /// <summary>What the replicas are asked to take now.</summary>
    public ReplaceServer Request { get; private set; } = wanted;

    /// <summary>Why not all have taken what is wanted; null as long as all have.</summary>
    public string? Failure { get; private set; }

    /// <summary>How an old process ended; null where there was none.</summary>
    public ExitReport? Exit { get; private set; }

    /// <summary>What a replica that is born now begins with, unless it is what is in force: all that were asked have taken it.</summary>
    public ServerSettings? ForNewcomers { get; private set; }

    private bool GoesBack => !ReferenceEquals(Request, Wanted);

    /// <summary>Those that were not asked yet. They are, from here on.</summary>
    public IReadOnlyList<IActorRef> NotAsked(IEnumerable<IActorRef> replicas) => [.. replicas.Where(_asked.Add)];

    /// <summary>All that were asked have answered.</summary>
    /// <param name="answers">What they said.</param>
    /// <param name="inForce">What they go back to.</param>
    public void Take(IReadOnlyList<ServerReplaced> answers, ServerSettings inForce)
    {
        Exit = answers.LastOrDefault(answer => answer.Exit is not null)?.Exit ?? Exit;
        var failure = answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null);
        if (GoesBack)
        {
            if (failure is not null) Failure += $" A process that had taken it could not go back: {failure}";
        }
        else if (failure is not null)
        {
            (Failure, Request, ForNewcomers) = (failure, new ReplaceServer(inForce), null);
            _asked.Clear();
        }
        else
        {
            ForNewcomers = Wanted.Settings;
        }
    }

    /// <summary>Whether an answer is to what is asked now: one may come that an actor that has crashed since was to get.</summary>
    public bool IsAbout(ServerReplaced answer) => ReferenceEquals(answer.Settings, Request.Settings);
}
