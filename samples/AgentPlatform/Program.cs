using Akka.Actor;
using Akka.Hosting;
using AgentPlatform;
using McpActors.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// dotnet run --project samples/AgentPlatform [COMMAND ARG...], where COMMAND is an MCP server that has the tool echo.
string[] command = args is [] ? ["npx", "-y", "@modelcontextprotocol/server-everything"] : args;
var echo = new { message = "hello", text = "hello" };
using var host = PlatformProgram.Create([], command, new Upkeep(new CallTool(PlatformProgram.Library, "echo", echo), Every: TimeSpan.FromSeconds(10))).Build();
await host.StartAsync();

var agents = await host.Services.GetRequiredService<IRequiredActor<AgentsActor>>().GetAsync();
var answer = await agents.Ask<ToolResult>(new AgentTask("ann", "echo", echo));
Console.WriteLine($"ann's desk: {answer.Result.Content[0]}");

await host.WaitForShutdownAsync();
