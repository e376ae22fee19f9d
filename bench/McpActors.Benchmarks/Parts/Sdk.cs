using ModelContextProtocol.Client;

namespace McpActors.Benchmarks.Parts;

/// <summary>The rival: csharp-sdk's own client and transport, which start and stop the same server.</summary>
internal static class Sdk
{
    // As in the actors' configuration: fifty servers on a busy machine need time.
    public static TimeSpan StartupTimeout { get; } = TimeSpan.FromMinutes(3);

    // With the default of five seconds for the probe, fifty servers at once fail on a busy machine: a server that reads
    // the question too late refuses the client's fallback.
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
