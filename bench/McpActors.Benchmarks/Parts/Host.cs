using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using McpActors.Processes;
using McpActors.Servers;

namespace McpActors.Benchmarks.Parts;

/// <summary>McpActors as a platform embeds it, with servers s1, s2, ... and one that ignores the end of its stdin.</summary>
internal sealed class Host : IAsyncDisposable
{
    public const string Stubborn = "stubborn";

    public static readonly TimeSpan EofGrace = TimeSpan.FromMilliseconds(500);

    private readonly ActorSystem _system;

    private Host(int servers, TimeSpan tick, string more)
    {
        var command = JsonSerializer.Serialize(BenchServer.Program);
        var list = string.Concat(Names(servers).Select(name => $"{name} {{ command = {command}, args = [serve] }}\n"));
        _system = ActorSystem.Create("bench", ConfigurationFactory.ParseString(
            $$"""
            akka { loglevel = WARNING, stdout-loglevel = WARNING, log-dead-letters = off, coordinated-shutdown.exit-clr = off }
            akka.scheduler.tick-duration = {{tick.TotalMilliseconds:0}}ms
            mcp-actors {
              server-defaults { startup-timeout = {{Sdk.StartupTimeout.TotalSeconds:0}}s }
              keeper { required = on }
              servers {
                {{list}}
                {{more}}
                {{Stubborn}} {
                  command = {{command}}, args = [serve, "{{BenchServer.IgnoreEof}}"]
                  shutdown { eof-grace = {{EofGrace.TotalMilliseconds:0}}ms }
                }
              }
            }
            """));
        Mcp = McpActorsExtension.Get(_system);
    }

    public McpActorsExtension Mcp { get; }

    public ActorSystem System => _system;

    /// <param name="servers">The number of servers.</param>
    /// <param name="tick">The tick of Akka.NET's scheduler; null for its default.</param>
    /// <param name="more">More servers, as HOCON.</param>
    public static Host Start(int servers, TimeSpan? tick = null, string more = "") => new(servers, tick ?? TimeSpan.FromMilliseconds(10), more);

    public static IEnumerable<string> Names(int count) => Enumerable.Range(1, count).Select(number => $"s{number}");

    public Task StartAsync(int count) => Task.WhenAll(Names(count).Select(StartAsync));

    public Task<ServerStarted> StartAsync(string name) => Mcp.Servers.Ask<ServerStarted>(new StartServer(name), Sdk.StartupTimeout);

    /// <exception cref="InvalidOperationException">A good server was not ended by the end of its stdin, or its exit is not proven: then there is nothing to measure.</exception>
    public async Task StopAsync(int count)
    {
        var stopped = await Task.WhenAll(Names(count).Select(StopAsync));
        if (Array.Find(stopped, stop => stop.Exit!.Rung != Rung.Eof) is { } late) throw new InvalidOperationException($"{late.Server}: {late.Exit!.Describe()}");
    }

    public async Task<ServerStopped> StopAsync(string name)
    {
        var stopped = await Mcp.Servers.Ask<ServerStopped>(new StopServer(name), Sdk.StartupTimeout);
        return stopped.Exit is { Confirmed: true } ? stopped : throw new InvalidOperationException($"{name}: {stopped.Exit?.Describe() ?? "no process"}");
    }

    public async ValueTask DisposeAsync() => await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
}
