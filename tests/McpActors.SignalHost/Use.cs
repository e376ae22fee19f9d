using Akka.Hosting;
using McpActors.Client;
using McpActors.Hosting;
using McpActors.Servers;

namespace McpActors.SignalHost;

/// <summary>How these programs use McpActors.</summary>
/// <param name="Program">The server's program.</param>
/// <param name="RuntimeDirectory">The directory in which the host registers.</param>
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

    /// <summary>Calls a tool, and prints the outcome.</summary>
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
