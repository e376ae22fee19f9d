using McpActors.Client;
using Microsoft.Extensions.Hosting;

namespace McpActors.SignalHost;

/// <summary>A hosted service that uses its server when it starts and, more importantly, when it stops.</summary>
internal sealed class LastCall(IMcpServers servers) : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken) => Use.CallAsync(servers, "first call");

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("ready");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Use.CallAsync(servers, "last call");

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("stopped");
        return Task.CompletedTask;
    }
}
