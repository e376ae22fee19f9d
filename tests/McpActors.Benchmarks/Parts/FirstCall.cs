using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpActors.Async;
using ModelContextProtocol.Protocol;

namespace McpActors.Benchmarks.Parts;

/// <summary>
/// A process that has just begun, and wants one tool's result of the public server that is in npm's cache: prints how many milliseconds that took,
/// from its first line of code on.
/// </summary>
internal static class FirstCall
{
    public const string Verb = "first-call", Server = "everything";

    /// <summary>With McpActors; with csharp-sdk alone; with csharp-sdk in a program that has an actor system for other purposes.</summary>
    public const string Ours = "mcp-actors", Alone = "sdk", BesideAkka = "sdk-beside-akka";

    private const string Package = "@modelcontextprotocol/server-everything";

    private static string[] Command => ["npx", "-y", $"{Package}@{Version()}"];

    /// <summary>Runs it in this process.</summary>
    public static async Task RunAsync(string rival)
    {
        var since = Stopwatch.GetTimestamp();
        switch (rival)
        {
            case Ours:
                await using (var host = await AkkaHost.StartAsync(Command))
                    Tell(since, await host.Servers.CallToolAsync(Server, "echo", new { message = "hello" }));
                return;
            case Alone:
                await CallAsync(since);
                return;
            case BesideAkka:
                await using (await AkkaHost.StartAsync()) await CallAsync(since);
                return;
            default:
                throw new ArgumentException($"Nobody is called '{rival}'.", nameof(rival));
        }
    }

    /// <summary>Runs it in a process of its own.</summary>
    /// <returns>The milliseconds.</returns>
    public static async Task<double> MeasureAsync(string rival)
    {
        using var process = Process.Start(new ProcessStartInfo(BenchServer.Program, [Verb, rival]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(said, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{Verb} {rival} ended with {process.ExitCode}: {said}");
    }

    /// <summary>Whether there is an npx, which is needed.</summary>
    public static bool CanBe => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Command[0])));

    private static async Task CallAsync(long since)
    {
        await using var client = await Sdk.StartCommandAsync(Command);
        Tell(since, await client.CallToolAsync(new CallToolRequestParams
        {
            Name = "echo",
            Arguments = new Dictionary<string, JsonElement> { ["message"] = JsonSerializer.SerializeToElement("hello") },
        }));
    }

    private static void Tell(long since, CallToolResult result)
    {
        var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        if (result.IsError is true) throw new InvalidOperationException("What is measured is a result, and not an error.");
        Console.WriteLine(took.ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static string Version()
    {
        using var pinned = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "npx-servers.json")));
        return pinned.RootElement.GetProperty("dependencies").GetProperty(Package).GetString()!;
    }
}
