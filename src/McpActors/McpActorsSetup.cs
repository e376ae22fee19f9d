using Akka.Actor;
using Akka.Actor.Setup;
using McpActors.Configuration;
using McpActors.Scheduling;
using McpActors.Sessions;

namespace McpActors;

/// <summary>
/// Settings of McpActors that exist in code only: <c>ActorSystem.Create("agents",
/// BootstrapSetup.Create().WithConfig(config).And(new McpActorsSetup { Handlers = ... }))</c>; with Akka.Hosting,
/// <c>builder.AddSetup(new McpActorsSetup { Handlers = ... })</c>. Immutable.
/// </summary>
public sealed class McpActorsSetup : Setup
{
    /// <summary>Handlers for requests of servers. The default has none, so that such requests are refused.</summary>
    public McpHandlers Handlers { get; init; } = new();

    /// <summary>
    /// Factories of actors that are jobs, by the name that schedules use: <c>jobs = [ { actor = NAME } ]</c>. Each is
    /// called once, after the actor system was created. The default is none. See <see cref="Job.ForActor(Props, string?)"/>.
    /// </summary>
    public IReadOnlyDictionary<string, Func<ActorSystem, Props>> JobActors { get; init; } = new Dictionary<string, Func<ActorSystem, Props>>();

    /// <summary>
    /// The directory that records which actor holds which session. The default value is null, for this host's memory.
    /// </summary>
    public ISessionDirectory? SessionDirectory { get; init; }

    /// <summary>
    /// Creates the session directory from the settings; called once, when the actor system starts, unless <see
    /// cref="SessionDirectory"/> is set. The default value is null.
    /// </summary>
    public Func<ActorSystem, McpActorsSettings, ISessionDirectory>? SessionDirectoryFactory { get; init; }
}
