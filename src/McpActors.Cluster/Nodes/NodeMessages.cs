using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>From one node to the agent of another: tell me how you are, from now on. Answered with <see cref="NodeReport"/>, again and again.</summary>
internal sealed record NodeHello(IActorRef Listener);

/// <summary>A node at one moment, as it says itself.</summary>
internal sealed record NodeReport
{
    /// <summary>Its address, which is its name.</summary>
    public required string Node { get; init; }

    /// <summary>Takes <see cref="RunCall"/>.</summary>
    public required IActorRef Agent { get; init; }

    public required IActorRef Servers { get; init; }

    public required IActorRef Sessions { get; init; }

    public required IActorRef Reaper { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The names of the servers that it can run.</summary>
    public IReadOnlyList<string> ServerNames { get; init; } = [];

    /// <summary>How many processes it holds.</summary>
    public int Processes { get; init; }

    /// <summary>How much of the memory that it may have is in use, from 0 to 1.</summary>
    public double MemoryLoad { get; init; }

    /// <summary>It leaves: it takes no new jobs and sessions.</summary>
    public bool Draining { get; init; }

    /// <summary>It has the processes of the servers that the cluster has once.</summary>
    public bool HasSingles { get; init; }
}

/// <summary>From the leader to an agent: run this call here. The answer to it goes to <paramref name="Job"/>, whose end cancels it.</summary>
/// <param name="Job">The job's actor.</param>
/// <param name="Call">What it calls.</param>
/// <param name="Session">The session in which it is called; null for none.</param>
internal sealed record RunCall(IActorRef Job, CallTool Call, string? Session);

/// <summary>From a node to the agent of another: do this. The answer goes to <paramref name="Requester"/>; the loss of that one's node takes it back.</summary>
/// <param name="Requester">Who gets it.</param>
/// <param name="Message">An <see cref="IServerMessage"/> that is answered, one in a session, or the end of a session.</param>
internal sealed record RunRequest(IActorRef Requester, object Message);

/// <summary>The node leaves and does not take the job, or the request: it is for another.</summary>
internal sealed record JobNotTaken(IActorRef Job);

/// <summary>Asks through the singleton's proxy who has the servers that the cluster has once. Answered with <see cref="SinglesFound"/>, or not.</summary>
internal sealed record FindSingles;

/// <summary>Who has the servers that the cluster has once.</summary>
/// <param name="Singles">Takes <see cref="RunRequest"/> and <see cref="OpenSession"/> for them.</param>
/// <param name="Agent">Of its node.</param>
internal sealed record SinglesFound(IActorRef Singles, IActorRef Agent);

/// <summary>Asks through the singleton's proxy who the leader is. Answered with <see cref="LeaderFound"/>.</summary>
internal sealed record FindLeader;

/// <summary>The leader, which takes the messages of Scheduling.</summary>
internal sealed record LeaderFound(IActorRef Leader);

/// <summary>From a node's session directory to the cluster's. Answered with <see cref="IdAnswer"/>: with who holds it, where that is another.</summary>
internal sealed record ClaimId(SessionClaim Claim, string Node);

/// <summary>Holds it for longer. Answered with <see cref="IdAnswer"/>, the same way.</summary>
internal sealed record RenewId(SessionClaim Claim, string Node);

/// <summary>Lets go. Answered with <see cref="IdAnswer"/>.</summary>
internal sealed record ReleaseId(SessionClaim Claim);

/// <summary>Who holds an id? Answered with <see cref="IdAnswer"/>.</summary>
internal sealed record FindId(string Id);

/// <summary>What the directory says.</summary>
/// <param name="InForce">The claim that stands in the way, or that was looked for; null where there is none.</param>
/// <param name="Node">Where it is held.</param>
internal sealed record IdAnswer(SessionClaim? InForce, string? Node);

/// <summary>From a new directory to each node: which ids do you hold? Answered with <see cref="Claims"/>.</summary>
/// <param name="After">The token of the last one of the page before; null for the first page.</param>
internal sealed record GetClaims(Guid? After = null);

/// <summary>What a node holds, or a page of it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Held">Its claims, in the order of their tokens.</param>
/// <param name="Rest">Whom to ask for the next page; null where this is the last.</param>
internal sealed record Claims(string Node, IReadOnlyList<SessionClaim> Held, IActorRef? Rest = null);
