using Akka.Actor;
using McpActors.Scheduling;
using McpActors.Servers;

namespace McpActors.Cluster.Placement;

/// <summary>The call of a job, and the job, which says where it may run. It stays in its node.</summary>
internal sealed record JobCall(CallTool Call, Job Job);

/// <summary>A job of the leader's, and where it runs. Belongs to the actor that places it.</summary>
internal sealed class PlacedJob(IActorRef actor, JobCall call, TimeSpan placeUntil)
{
    private readonly HashSet<string> _notOn = new(StringComparer.Ordinal);

    /// <summary>Who gets the answer.</summary>
    public IActorRef Actor => actor;

    public CallTool Call => call.Call;

    /// <summary>Says where it may run.</summary>
    public Job Job => call.Job;

    /// <summary>Until when a node is looked for.</summary>
    public TimeSpan PlaceUntil { get; private set; } = placeUntil;

    /// <summary>Where it runs; null where it does not.</summary>
    public string? Node { get; set; }

    public IActorRef? Agent { get; set; }

    public int Retries { get; set; }

    /// <summary>Nodes that refused it or were lost with it.</summary>
    public IReadOnlySet<string> NotOn => _notOn;

    /// <summary>For the failure: what had become of it before.</summary>
    public string Because { get; private set; } = "";

    /// <summary>The node where it was to run leaves, and did not take it.</summary>
    public PlacedJob Refused()
    {
        if (Node is { } node) _notOn.Add(node);
        return this;
    }

    /// <summary>The node where it ran is lost.</summary>
    public PlacedJob Lost(string node, TimeSpan placeUntil)
    {
        _notOn.Add(node);
        PlaceUntil = placeUntil;
        Because = $" (it had been lost with {node})";
        return this;
    }
}
