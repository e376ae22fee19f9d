using Akka.Actor.Setup;
using McpActors;
using McpActors.Hosting;
using McpActors.Redis;

namespace Readme;

/// <summary>The snippets about sessions in Redis.</summary>
internal static class RedisSnippets
{
    public static void Platform(HostApplicationBuilder builder)
    {
        builder.Services.AddAkka("agents", akka => akka
            .WithMcpActors(mcp => mcp.AddServer("files", "npx", "-y", "@modelcontextprotocol/server-filesystem", "/srv"))
            .WithMcpActorsRedis("redis-1:6379"));
    }

    public static ActorSystemSetup WithoutHosting(Akka.Configuration.Config config)
    {
        var setup = BootstrapSetup.Create().WithConfig(config)
            .And(new McpActorsSetup { SessionDirectoryFactory = McpActorsRedis.Directory() });
        return setup;
    }
}
