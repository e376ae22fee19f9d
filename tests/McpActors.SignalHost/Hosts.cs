using Akka.Hosting;
using McpActors.Cluster;
using McpActors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpActors.SignalHost;

/// <summary>The hosts of .NET, each with a hosted service that is registered after AddAkka.</summary>
internal static class Hosts
{
    // A node that is its own cluster. Without a secret it would print a warning on the stdout that the test reads.
    private const string OneNode =
        """
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        akka.cluster.min-nr-of-members = 1
        mcp-actors.cluster.secret = "only-of-this-test-0123456789-abcdefghij"
        """;

    public static async Task<int> GenericAsync(Use use)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        Add(builder.Services, use.Configure);
        await builder.Build().RunAsync();
        return 0;
    }

    public static async Task<int> WebAsync(Use use)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Add(builder.Services, use.Configure);
        await using var application = builder.Build();
        await application.RunAsync();
        return 0;
    }

    public static async Task<int> ClusterNodeAsync(Use use)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        Add(builder.Services, akka => akka
            .AddHocon(use.Hocon, HoconAddMode.Prepend)
            .AddHocon(OneNode, HoconAddMode.Prepend)
            .WithMcpActorsCluster()
            .WithActors(async (system, _) =>
            {
                var cluster = Akka.Cluster.Cluster.Get(system);
                await cluster.JoinAsync(cluster.SelfAddress);
            }));
        await builder.Build().RunAsync();
        return 0;
    }

    private static void Add(IServiceCollection services, Action<AkkaConfigurationBuilder> akka) =>
        services.AddAkka("embedded", akka).AddMcpActors().AddHostedService<LastCall>();
}
