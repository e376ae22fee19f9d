using Akka.Actor;
using Akka.Configuration;
using McpActors;
using McpActors.Redis;
using McpActors.RedisWorker;

// CONNECTION SERVER RUNTIME-DIR CLAIM-TTL: SERVER is a program that is an MCP server when its argument is mcp-well.
using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(170));
await using var _ = deadline.Token.Register(() => Environment.FailFast("The worker was not ended in time."));
// Each server lives for a minute at most, whatever is asked for.
var until = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds();
var config = ConfigurationFactory.ParseString(
    $$"""
    akka { loglevel = WARNING, stdout-loglevel = OFF, loggers = [] }
    mcp-actors {
      runtime-dir = "{{args[2]}}"
      limits.max-processes = 1000
      servers.well { command = "{{args[1]}}", args = ["--until", "{{until}}", mcp-well], isolation = session, max-processes = 1000, start = on-demand }
      sessions { claim-ttl = {{args[3]}}, redis.connection = "{{args[0]}}" }
    }
    """);
var setup = BootstrapSetup.Create().WithConfig(config).And(new McpActorsSetup { SessionDirectoryFactory = McpActorsRedis.Directory() });
var system = ActorSystem.Create("workers", setup);
var commands = system.ActorOf(Props.Create(() => new Commands(McpActorsExtension.Get(system))));
Console.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } line) commands.Tell(line);
await system.Terminate();
