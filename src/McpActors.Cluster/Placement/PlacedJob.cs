using Akka.Actor;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;

namespace McpActors.Cluster.Placement;

/// <summary>The call of a job, and the job, which says where it may run. Never leaves its node.</summary>
internal sealed record JobCall(CallTool Call, ToolJob Job);

/// <summary>The sweep after a batch. Never leaves its node.</summary>
/// <param name="Sweep">The request of the batch.</param>
/// <param name="HasActors">
/// Whether the batch had jobs that are actors, which may have used any server of this node.
/// </param>
internal sealed record BatchSweep(Sweep Sweep, bool HasActors);

/// <summary>A job of the leader and its node. Belongs to the actor that places it.</summary>
internal sealed class PlacedJob(IActorRef actor, JobCall call, TimeSpan placeUntil)
{
    private readonly HashSet<string> _notOn = new(StringComparer.Ordinal);

    /// <summary>The receiver of the answer.</summary>
    public IActorRef Actor => actor;

    public CallTool Call => call.Call;

    /// <summary>Says where it may run.</summary>
    public ToolJob Job => call.Job;

    /// <summary>The deadline for finding a node.</summary>
    public TimeSpan PlaceUntil { get; private set; } = placeUntil;

    /// <summary>The node that runs it; null if none does.</summary>
    public string? Node { get; set; }

    public IActorRef? Agent { get; set; }

    public int Retries { get; set; }

    /// <summary>Nodes that refused the job or were lost while they ran it.</summary>
    public IReadOnlySet<string> NotOn => _notOn;

    /// <summary>The job's history, for the message of a failure.</summary>
    public string Because { get; private set; } = "";

    /// <summary>The chosen node is leaving and did not take the job.</summary>
    public PlacedJob Refused()
    {
        if (Node is { } node) _notOn.Add(node);
        return this;
    }

    /// <summary>The node was lost while it ran the job.</summary>
    public PlacedJob Lost(string node, TimeSpan placeUntil)
    {
        _notOn.Add(node);
        PlaceUntil = placeUntil;
        Because = $" (it was lost with {node} before)";
        return this;
    }
}
