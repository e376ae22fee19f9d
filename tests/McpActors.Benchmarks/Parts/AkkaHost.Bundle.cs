using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using McpActors.Async;

namespace McpActors.Benchmarks.Parts;

/// <summary>An actor system without a generic host, for builds without Akka.Hosting.</summary>
internal sealed class AkkaHost : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private AkkaHost(ActorSystem system) => _system = system;

    public IMcpServers Servers => McpActorsExtension.Get(_system).AsyncServers;

    /// <param name="command">The one server; empty for an actor system without McpActors.</param>
    public static Task<AkkaHost> StartAsync(params string[] command)
    {
        var server = command.Length == 0 ? "" : $"{FirstCall.Server} {{ command = {JsonSerializer.Serialize(command[0])}, args = {JsonSerializer.Serialize(command[1..])} }}";
        return Task.FromResult(new AkkaHost(ActorSystem.Create("bench", ConfigurationFactory.ParseString(
            $$"""
            akka { loglevel = WARNING, stdout-loglevel = WARNING, log-dead-letters = off, coordinated-shutdown.exit-clr = off }
            mcp-actors { server-defaults { startup-timeout = {{Sdk.StartupTimeout.TotalSeconds:0}}s }, servers { {{server}} } }
            """))));
    }

    public async ValueTask DisposeAsync() => await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
}
