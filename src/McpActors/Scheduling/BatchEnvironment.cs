using Akka.Actor;
using McpActors.Reaping;
using McpActors.Servers;

namespace McpActors.Scheduling;

/// <summary>The dependencies of all batches of a scheduler.</summary>
/// <param name="Servers">Receives the calls of jobs, as created by <see cref="CallOf"/>.</param>
/// <param name="Reaper">Sweeps after each batch.</param>
internal sealed record BatchEnvironment(IActorRef Servers, IActorRef Reaper)
{
    /// <summary>The longest time a batch waits for its sweep. The default value is 30 seconds.</summary>
    public TimeSpan SweepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The props of the actors that are jobs, by name. Empty by default.</summary>
    public IReadOnlyDictionary<string, Props> JobActors { get; init; } = new Dictionary<string, Props>();

    /// <summary>
    /// Creates the message to <see cref="Servers"/> for a job's call. The default is the call itself.
    /// </summary>
    public Func<CallTool, ToolJob, object> CallOf { get; init; } = static (call, _) => call;

    /// <summary>The message to <see cref="Reaper"/> for the sweep after a batch. The default value is the sweep itself.</summary>
    public Func<Sweep, IReadOnlyList<Job>, object> SweepOf { get; init; } = static (sweep, _) => sweep;
}
