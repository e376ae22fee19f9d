using Akka.Actor;
using McpActors.Reaping;
using McpActors.Servers;

namespace McpActors.Scheduling;

/// <summary>What every batch of a scheduler shares.</summary>
/// <param name="Servers">Takes the calls of jobs, as <see cref="CallOf"/> makes them.</param>
/// <param name="Reaper">Sweeps after each batch.</param>
internal sealed record BatchEnvironment(IActorRef Servers, IActorRef Reaper)
{
    /// <summary>How long a batch waits for its sweep. 30 seconds by default.</summary>
    public TimeSpan SweepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What makes the actors that are jobs, by name. None by default.</summary>
    public IReadOnlyDictionary<string, Props> JobActors { get; init; } = new Dictionary<string, Props>();

    /// <summary>What is told to <see cref="Servers"/> for a call of a job. The call itself by default.</summary>
    public Func<CallTool, ToolJob, object> CallOf { get; init; } = static (call, _) => call;

    /// <summary>What is told to <see cref="Reaper"/> for the sweep after a batch. The sweep itself by default.</summary>
    public Func<Sweep, IReadOnlyList<Job>, object> SweepOf { get; init; } = static (sweep, _) => sweep;
}
