using Akka.Hosting;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentPlatform;

/// <summary>
/// A small platform, composed as in its Program.cs: agents that each hold a session, a scheduler, and McpActors, which
/// owns the processes of both. Start reading here; then <see cref="AgentActor"/>, <see cref="PlatformScheduler"/> and
/// <see cref="DigestJob"/>.
/// </summary>
internal static class PlatformProgram
{
    /// <summary>A server of which each agent has its own process: a browser, a shell, a notebook.</summary>
    public const string Desk = "desk";

    /// <summary>A server that all agents share.</summary>
    public const string Library = "library";

    /// <param name="args">The command line.</param>
    /// <param name="command">The MCP server used for both.</param>
    /// <param name="upkeep">The work of the platform's scheduler.</param>
    public static HostApplicationBuilder Create(string[] args, IReadOnlyList<string> command, Upkeep upkeep)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddSingleton(upkeep);
        builder.Services.AddAkka("agents", akka => akka
            .WithMcpActors(mcp =>
            {
                mcp.AddServer(Library, command[0], [.. command.Skip(1)]);
                mcp.AddServer(Desk, command[0], [.. command.Skip(1)]).Isolation = McpActors.Configuration.Isolation.Session;
                mcp.ServerDefaults.StartupTimeout = TimeSpan.FromMinutes(2);
            })
            // After WithMcpActors, so that the actors' dependencies exist when they are created.
            .WithActors((system, registry, resolver) =>
            {
                registry.Register<AgentsActor>(system.ActorOf(resolver.Props<AgentsActor>(), "agents"));
                registry.Register<PlatformScheduler>(system.ActorOf(resolver.Props<PlatformScheduler>(), "platform-scheduler"));
            }));
        // For services that are not actors: controllers, hosted services, agents of other frameworks.
        builder.Services.AddMcpActors();
        builder.Services.AddHealthChecks().AddMcpActors();
        return builder;
    }
}
