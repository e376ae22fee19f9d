using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using McpActors;
using McpActors.Client;
using McpActors.Hosting;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;
using McpActors.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Protocol;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Readme;

/// <summary>The snippets of the READMEs that are less than a class, compiled here and compared by <see cref="SnippetTests"/>.</summary>
internal static class Snippets
{
    public static async Task<CallToolResult> Extension(ActorSystem system)
    {
        var mcp = McpActorsExtension.Get(system);
        var answer = await mcp.Client.CallToolAsync("files", "list_directory", new { path = "." });
        return answer;
    }

    public static void Tasks(IActorRef servers)
    {
        servers.Tell(new BeginWork("notes", "index/42"));   // answered with WorkBegun
        servers.Tell(new EndWork("notes", "index/42"));     // or it ends with the actor that began it
    }

    public static ActorSystem Handlers(IPeople people, Config config)
    {
        var handlers = new McpHandlers
        {
            Elicitation = (server, asked, cancellation) => people.AskAsync(server, asked, cancellation),
        };
        var setup = BootstrapSetup.Create().WithConfig(config).And(new McpActorsSetup { Handlers = handlers });
        var system = ActorSystem.Create("agents", setup);
        return system;
    }

    public static ActorSystem Directory(ISessionDirectory directory, Config config)
    {
        var setup = BootstrapSetup.Create().WithConfig(config).And(new McpActorsSetup { SessionDirectory = directory });
        var system = ActorSystem.Create("agents", setup);
        return system;
    }

    public static void Layers(AkkaConfigurationBuilder akka, HostApplicationBuilder builder)
    {
        akka.WithMcpActors(builder.Configuration)        // the section "McpActors" of appsettings.json
            .WithMcpActors(mcp => mcp
                .ConfigureServer("files", files => files.CallTimeout = TimeSpan.FromMinutes(2))
                .AddServer("mail", "uvx", ["mail-server"], mail => mail.Env["MAIL_USER"] = "agents"));
    }

    public static void Schedules(AkkaConfigurationBuilder akka)
    {
        akka.WithMcpActors(mcp => mcp
            .AddSchedule("nightly", "0 3 * * *", b => b.Call("files", "list_directory", new { path = "/srv" }))
            .AddSchedule("digest", "*/15 * * * *", b => b.Run<Digest>()));   // your actor; its constructor may take services
    }

    public static async Task<int> Batch(ActorSystem system, IMcpServers servers)
    {
        var swept = await McpActorsExtension.Get(system).Scheduler.Ask<BatchSwept>(
            new RunBatch([Job.ForActor(Props.Create(() => new Digest(servers)))], "by hand"), TimeSpan.FromMinutes(5));
        return swept.Sweep.Processes.Count;
    }

    public static async Task<ChatOptions> Async(IMcpServers servers, CancellationToken token)
    {
        var answer = await servers.CallToolAsync("files", "list_directory", new { path = "." }, cancellationToken: token);

        await using var session = await servers.OpenSessionAsync("files", cancellationToken: token);   // closed at the end
        var again = await session.CallToolAsync("list_directory", new { path = "." }, cancellationToken: token);

        var options = new ChatOptions { Tools = [.. await servers.GetToolsAsync("files", token)] };     // AIFunctions
        Console.WriteLine($"{answer.Content.Count} {again.Content.Count}");
        return options;
    }

    public static void Health(HostApplicationBuilder builder, TracerProviderBuilder tracing, MeterProviderBuilder metrics)
    {
        builder.Services.AddHealthChecks().AddMcpActors();
        tracing.AddSource(McpActorsTelemetry.Name);
        metrics.AddMeter(McpActorsTelemetry.Name);
    }

    internal interface IPeople
    {
        Task<ElicitResult> AskAsync(string server, ElicitRequestParams asked, CancellationToken cancellation);
    }
}
