using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpActors.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Benchmarks.Parts;

/// <summary>From nothing to the first tool result of a public server that is in npm's cache.</summary>
internal static class FirstCall
{
    public const string Verb = "first-call", Server = "everything";

    /// <summary>
    /// McpActors; csharp-sdk alone; csharp-sdk in a program that has an actor system for other purposes; csharp-sdk
    /// with a keeper.
    /// </summary>
    public const string Ours = "mcp-actors", Alone = "sdk", BesideAkka = "sdk-beside-akka", Kept = "sdk-with-keeper";

    private const string Package = "@modelcontextprotocol/server-everything";

    private static string[] Command => ["npx", "-y", $"{Package}@{Version()}"];

    /// <summary>In this process.</summary>
    /// <returns>The milliseconds, without the time for ending the processes.</returns>
    public static async Task<double> RunAsync(string rival)
    {
        var since = Stopwatch.GetTimestamp();
        switch (rival)
        {
            case Ours:
                await using (var host = await AkkaHost.StartAsync(Command))
                    return Took(since, await host.Servers.CallToolAsync(Server, "echo", new { message = "hello" }));
            case Alone:
                return await CallAsync(since, Command);
            case Kept:
                return await CallAsync(since, [.. Keepers.Native ?? Keepers.FrameworkDependent, "--", .. Command]);
            case BesideAkka:
                await using (await AkkaHost.StartAsync()) return await CallAsync(since, Command);
            default:
                throw new ArgumentException($"Nobody is called '{rival}'.", nameof(rival));
        }
    }

    /// <summary>In a new process, from its first line of code.</summary>
    /// <returns>The milliseconds.</returns>
    public static async Task<double> RunInNewProcessAsync(string rival)
    {
        using var process = Process.Start(new ProcessStartInfo(BenchServer.Program, [Verb, rival]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(said, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{Verb} {rival} ended with {process.ExitCode}: {said}");
    }

    /// <summary>
    /// The reason why it cannot be measured; null if it can. build.sh has tried to download the server.
    /// </summary>
    public static string? WhyNot =>
        Environment.GetEnvironmentVariable("MCPACTORS_NPX_SKIP") is { Length: > 0 } reason ? reason
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Command[0]))) ? null
        : $"{Command[0]} is not installed";

    private static async Task<double> CallAsync(long since, string[] command)
    {
        await using var client = await Sdk.StartCommandAsync(command);
        return Took(since, await client.CallToolAsync(new CallToolRequestParams
        {
            Name = "echo",
            Arguments = new Dictionary<string, JsonElement> { ["message"] = JsonSerializer.SerializeToElement("hello") },
        }));
    }

    private static double Took(long since, CallToolResult result) => result.IsError is not true
        ? Stopwatch.GetElapsedTime(since).TotalMilliseconds
        : throw new InvalidOperationException("What is measured is a result, and not an error.");

    private static string Version()
    {
        using var pinned = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "npx-servers.json")));
        return pinned.RootElement.GetProperty("dependencies").GetProperty(Package).GetString()!;
    }
}
