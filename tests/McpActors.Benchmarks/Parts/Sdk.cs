using ModelContextProtocol.Client;

namespace McpActors.Benchmarks.Parts;

/// <summary>What it is compared with: csharp-sdk's own client on its own transport, which starts and ends the same server by itself.</summary>
internal static class Sdk
{
    // As in the actors' configuration: on a busy machine fifty servers need their time.
    public static TimeSpan StartupTimeout { get; } = TimeSpan.FromMinutes(3);

    // With its own five seconds for the probe, fifty servers at once on a busy machine fail: a server that heard the question when it came up,
    // too late, refuses what the client falls back to.
    public static McpClientOptions Options { get; } = new() { InitializationTimeout = StartupTimeout, DiscoverProbeTimeout = StartupTimeout };

    public static Task<McpClient> StartAsync(params string[] arguments) => StartCommandAsync([BenchServer.Program, "serve", .. arguments]);

    /// <summary>Behind a keeper, which csharp-sdk takes for the server.</summary>
    public static Task<McpClient> StartKeptAsync() =>
        StartCommandAsync([.. Keepers.Native ?? Keepers.FrameworkDependent, "--", BenchServer.Program, "serve"]);

    public static Task<McpClient[]> StartAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync()));

    public static Task StopAsync(IEnumerable<McpClient> clients) => Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));

    public static Task<McpClient> StartCommandAsync(string[] command) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Name = "bench", Command = command[0], Arguments = command[1..] }), Options);
}
