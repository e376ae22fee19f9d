using Akka.Hosting;
using McpActors.Client;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpActors.Benchmarks.Parts;

/// <summary>A generic host with an actor system, composed by Akka.Hosting.</summary>
internal sealed class AkkaHost : IAsyncDisposable
{
    private readonly IHost _host;

    private AkkaHost(IHost host) => _host = host;

    public IMcpServers Servers => _host.Services.GetRequiredService<IMcpServers>();

    /// <param name="command">The one server; empty for an actor system without McpActors.</param>
    public static async Task<AkkaHost> StartAsync(params string[] command)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("bench", akka =>
        {
            akka.AddHocon("akka.loglevel = WARNING", HoconAddMode.Append);
            if (command.Length > 0) akka.WithMcpActors(mcp => mcp.AddServer(FirstCall.Server, command[0], command[1..]).StartupTimeout = Sdk.StartupTimeout);
        }).AddMcpActors();
        var host = builder.Build();
        await host.StartAsync();
        return new AkkaHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
