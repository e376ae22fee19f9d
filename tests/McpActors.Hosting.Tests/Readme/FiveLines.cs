using Akka.Hosting;
using McpActors.Hosting;
using Microsoft.Extensions.Hosting;

namespace Readme;

/// <summary>A program with Akka.Hosting, before the change.</summary>
internal static class ProgramBefore
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddAkka("agents", akka => akka
            .WithActors((system, registry, resolver) =>
                registry.Register<Agent>(system.ActorOf(resolver.Props<Agent>(), "agent"))));
        var host = builder.Build();
        return host;
    }
}

/// <summary>The same with a supervised server.</summary>
internal static class ProgramAfter
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddAkka("agents", akka => akka
            .WithMcpActors(mcp =>
                mcp.AddServer("files", "npx", "-y", "@modelcontextprotocol/server-filesystem@2026.8.31", "."))
            .WithActors((system, registry, resolver) =>
                registry.Register<Agent>(system.ActorOf(resolver.Props<Agent>(), "agent"))));
        builder.Services.AddMcpActors();
        var host = builder.Build();
        return host;
    }
}
