using Akka.Actor;
using Akka.Actor.Setup;
using McpActors.Scheduling;
using McpActors.Sessions;

namespace McpActors;

/// <summary>
/// What McpActors is given by code and not by configuration:
/// <c>ActorSystem.Create("agents", BootstrapSetup.Create().WithConfig(config).And(new McpActorsSetup { Handlers = ... }))</c>;
/// with Akka.Hosting, <c>builder.AddSetup(new McpActorsSetup { Handlers = ... })</c>.
/// </summary>
public sealed class McpActorsSetup : Setup
{
    /// <summary>What the platform does for servers that ask for something.</summary>
    public McpHandlers Handlers { get; init; } = new();

    /// <summary>
    /// What makes actors that are jobs, by the name by which a configured schedule has them: <c>jobs = [ { actor = NAME } ]</c>. Each is called
    /// once, when the actor system is there. See <see cref="Job.Run(Props, string?)"/>.
    /// </summary>
    public IReadOnlyDictionary<string, Func<ActorSystem, Props>> JobActors { get; init; } = new Dictionary<string, Func<ActorSystem, Props>>();

    /// <summary>Where it is kept who holds which session; null for the memory of this host.</summary>
    public ISessionDirectory? SessionDirectory { get; init; }
}
