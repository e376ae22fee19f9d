using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// From a node to the agent of another: report your state from now on. The answers are repeated <see
/// cref="NodeReport"/>s.
/// </summary>
internal sealed record NodeHello(IActorRef Listener);

/// <summary>A node's report of its state.</summary>
internal sealed record NodeReport
{
    /// <summary>The node's address, which is its name.</summary>
    public required string Node { get; init; }

    /// <summary>The actor for <see cref="RunCall"/>.</summary>
    public required IActorRef Agent { get; init; }

    public required IActorRef Servers { get; init; }

    public required IActorRef Sessions { get; init; }

    public required IActorRef Reaper { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The names of the servers that the node can run.</summary>
    public IReadOnlyList<string> ServerNames { get; init; } = [];

    /// <summary>The number of its processes.</summary>
    public int Processes { get; init; }

    /// <summary>The share of its available memory that is in use, from 0 to 1.</summary>
    public double MemoryLoad { get; init; }

    /// <summary>Whether the node is leaving and takes no new jobs and sessions.</summary>
    public bool Draining { get; init; }

    /// <summary>Whether the node runs the servers that the cluster has once.</summary>
    public bool HasSingletons { get; init; }
}

/// <summary>
/// From the leader to an agent: run this call. The answer goes to <paramref name="Job"/>; its end cancels the call.
/// </summary>
/// <param name="Job">The job's actor.</param>
/// <param name="Call">The call.</param>
/// <param name="Session">The session of the call; null for none.</param>
internal sealed record RunCall(IActorRef Job, CallTool Call, string? Session);

/// <summary>
/// From a node to the agent of another: handle this request. The answer goes to <paramref name="Requester"/>; the loss
/// of the requester's node cancels the request.
/// </summary>
/// <param name="Requester">The receiver of the answer.</param>
/// <param name="Message">An <see cref="IServerMessage"/> with an answer, a message in a session, or the end of a
/// session.</param>
internal sealed record RunRequest(IActorRef Requester, object Message);

/// <summary>The node is leaving and does not take the job or request; another node must be asked.</summary>
internal sealed record JobNotTaken(IActorRef Job);

/// <summary>
/// Asks by the singleton's proxy which node runs the servers that the cluster has once. The answer, if any, is <see
/// cref="SingletonsFound"/>.
/// </summary>
internal sealed record FindSingletons;

/// <summary>The node that runs the servers that the cluster has once.</summary>
/// <param name="Agent">The node's agent, which takes the requests to them.</param>
internal sealed record SingletonsFound(IActorRef Agent);

/// <summary>Asks by the singleton's proxy for the leader. The answer is <see cref="LeaderFound"/>.</summary>
internal sealed record FindLeader;

/// <summary>The leader, which takes the messages of the scheduler.</summary>
internal sealed record LeaderFound(IActorRef Leader);

/// <summary>
/// From a node's session directory to the cluster's: claim an id. The answer is an <see cref="IdAnswer"/> with the
/// holder if it is another.
/// </summary>
internal sealed record ClaimId(SessionClaim Claim, string Node);

/// <summary>Renews a claim. The answer is an <see cref="IdAnswer"/>, as for <see cref="ClaimId"/>.</summary>
internal sealed record RenewId(SessionClaim Claim, string Node);

/// <summary>Releases a claim. The answer is an <see cref="IdAnswer"/>.</summary>
internal sealed record ReleaseId(SessionClaim Claim);

/// <summary>Asks for the holder of an id. The answer is an <see cref="IdAnswer"/>.</summary>
internal sealed record FindId(string Id);

/// <summary>The directory's answer.</summary>
/// <param name="InForce">The conflicting or requested claim; null if there is none.</param>
/// <param name="Node">The node of its holder.</param>
internal sealed record IdAnswer(SessionClaim? InForce, string? Node);

/// <summary>From a new directory to each node: which ids do you hold? The answer is <see cref="Claims"/>.</summary>
/// <param name="After">The last token of the previous page; null for the first page.</param>
internal sealed record GetClaims(Guid? After = null);

/// <summary>A page of the claims of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Held">The claims, ordered by token.</param>
/// <param name="Rest">The actor that has the next page; null after the last page.</param>
/// <param name="Undecided">The tokens of the claims on this page that no directory has answered yet; null if there is none.</param>
internal sealed record Claims(string Node, IReadOnlyList<SessionClaim> Held, IActorRef? Rest = null, IReadOnlyList<Guid>? Undecided = null);
