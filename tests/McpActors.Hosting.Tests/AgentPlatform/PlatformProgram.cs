using Akka.Hosting;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentPlatform;

/// <summary>
/// A platform in small, as its Program.cs composes it: agents that each hold a session, a scheduler of its own, and McpActors, which owns the
/// processes of both. Begin to read here; then <see cref="AgentActor"/>, <see cref="PlatformScheduler"/> and <see cref="DigestJob"/>.
/// </summary>
internal static class PlatformProgram
{
    /// <summary>A server that each agent has for itself: a browser, a shell, a notebook.</summary>
    public const string Desk = "desk";

    /// <summary>A server that all of them share.</summary>
    public const string Library = "library";

    /// <param name="args">The command line.</param>
    /// <param name="command">The MCP server that stands on the desk and in the library.</param>
    /// <param name="upkeep">What the platform's scheduler does.</param>
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
            // After WithMcpActors: what these need is there when they are made.
            .WithActors((system, registry, resolver) =>
            {
                registry.Register<AgentsActor>(system.ActorOf(resolver.Props<AgentsActor>(), "agents"));
                registry.Register<PlatformScheduler>(system.ActorOf(resolver.Props<PlatformScheduler>(), "platform-scheduler"));
            }));
        // For whoever is no actor: controllers, hosted services, agents of other frameworks.
        builder.Services.AddMcpActors();
        builder.Services.AddHealthChecks().AddMcpActors();
        return builder;
    }
}
