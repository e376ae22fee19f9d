// A third party's program: one server, one call. The first argument is the server's program.
using Akka.Actor;
using Akka.Hosting;
using McpActors;
using McpActors.Client;
using McpActors.Hosting;
using McpActors.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Protocol;

var builder = new HostApplicationBuilder();
builder.Services
    .AddAkka("consumer", akka => akka.WithMcpActors(mcp => mcp.AddServer("demo", args[0], "demo-server")))
    .AddMcpActors();
using var host = builder.Build();
await host.StartAsync();

var result = await host.Services.GetRequiredService<IMcpServers>().CallToolAsync("demo", "add", new { a = 40, b = 2 });
Console.WriteLine($"result {string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text))}");
Console.WriteLine($"containment {McpActorsExtension.Get(host.Services.GetRequiredService<ActorSystem>()).Containment}");
Console.WriteLine($"keeper {KeeperLocator.Find("").Path}");
await host.StopAsync();
