using Akka.Hosting;
using McpActors.Async;
using McpActors.Hosting;
using McpActors.Servers;

namespace McpActors.SignalHost;

/// <summary>The use that all of these programs make of McpActors.</summary>
/// <param name="Program">The program that is a server.</param>
/// <param name="RuntimeDirectory">Where the host registers.</param>
internal sealed record Use(string Program, string RuntimeDirectory)
{
    public string Hocon =>
        $$"""
        akka.loglevel = WARNING
        mcp-actors {
          runtime-dir = "{{RuntimeDirectory}}"
          servers.well { command = "{{Program}}", args = [mcp-well] }
        }
        """;

    public void Configure(AkkaConfigurationBuilder akka) => akka.AddHocon(Hocon, HoconAddMode.Prepend).WithMcpActors();

    /// <summary>Calls a tool, and says on stdout how that went.</summary>
    public static async Task CallAsync(IMcpServers servers, string when)
    {
        try
        {
            var answer = await servers.CallToolAsync("well", "echo", new { text = when });
            Console.WriteLine($"{when}: {(answer.IsError is true ? "an error" : "answered")}");
        }
        catch (McpServerException e)
        {
            Console.WriteLine($"{when}: {e.GetType().Name}: {e.Message}");
        }
    }
}
