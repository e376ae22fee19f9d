using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// One process in the place of another: done when the new one serves and the old one is extinct. Belongs to its ReplicaActor.
/// </summary>
/// <param name="next">The new one; when that is replaced itself, the one in its place.</param>
/// <param name="reason">Why there is one.</param>
internal sealed class Replacement(Slot next, string reason)
{
    private readonly List<(IActorRef Asker, ReplaceServer Request)> _askers = [];

    public Slot Next { get; set; } = next;

    public string Reason => reason;

    /// <summary>The one that serves no more, once that is decided; null before.</summary>
    public Slot? Old { get; set; }

    /// <summary>Whether the old one is extinct.</summary>
    public bool OldIsGone { get; set; }

    /// <summary>
    /// Whether the new one has been ready. It stays so: when the old one is extinct at last, the new one may rest, or have been replaced.
    /// </summary>
    public bool HasBeenReady { get; set; }

    /// <summary>How the old one ended.</summary>
    public ExitReport? Exit { get; set; }

    public List<IActorRef> Restarters { get; } = [];

    /// <summary>Somebody waits for it who asked for these settings: they may be others than it was made for, where its new one was replaced itself.</summary>
    public void Tell(IActorRef asker, ReplaceServer request) => _askers.Add((asker, request));

    public void Succeed(string server)
    {
        foreach (var restarter in Restarters) restarter.Tell(new ServerStarted(Next.Status));
        AnswerAskers(server);
    }

    /// <summary>The settings that were asked for are in force, or will be when the process has ended.</summary>
    public void AnswerAskers(string server)
    {
        foreach (var (asker, request) in _askers) asker.Tell(new ServerReplaced(server, Exit, null, request.Settings));
        _askers.Clear();
    }

    public void Fail(string why, McpServerException failure)
    {
        foreach (var restarter in Restarters) restarter.Tell(new Status.Failure(failure));
        foreach (var (asker, request) in _askers) asker.Tell(new ServerReplaced(failure.Server, Exit, why, request.Settings));
    }
}
