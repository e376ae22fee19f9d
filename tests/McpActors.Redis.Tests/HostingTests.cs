using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using McpActors.Hosting;
using McpActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace McpActors.Redis.Tests;

/// <summary>One line in a platform's host.</summary>
public sealed class HostingTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outage_is_in_health_metric_and_event_and_over_when_Redis_is_back(bool hasConnection)
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = hasConnection ? await ConnectionMultiplexer.ConnectAsync($"{server.Address},asyncTimeout=1000,syncTimeout=1000") : null;
        using var host = Build(akka => _ = connection is null ? akka.WithMcpActorsRedis(server.Address) : akka.WithMcpActorsRedis(connection));
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        using var inbox = Inbox.Create(system);
        system.EventStream.Subscribe(inbox.Receiver, typeof(SessionDirectoryChanged));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        await server.KillAsync();
        var changed = Assert.IsType<SessionDirectoryChanged>(await inbox.ReceiveAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains($"Redis at {server.Address}", changed.Unavailable, StringComparison.Ordinal);
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("the session directory is unavailable: Redis at", report.Entries.Values.Single().Description, StringComparison.Ordinal);
        Assert.Equal(0, Available());

        await server.BeginAsync();
        while (changed.Unavailable is not null) changed = Assert.IsType<SessionDirectoryChanged>(await inbox.ReceiveAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        Assert.Equal(1, Available());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_wrong_setting_and_a_cluster_refuse_the_start_with_a_sentence()
    {
        using var none = Build(akka => akka.WithMcpActorsRedis());
        Assert.Contains("names no server", (await Assert.ThrowsAsync<McpConfigurationException>(() => none.StartAsync())).Message, StringComparison.Ordinal);
        using var cluster = Build(akka => akka.AddHocon("mcp-actors.cluster.enabled = on", HoconAddMode.Prepend).WithMcpActorsRedis("127.0.0.1:1"));
        Assert.Contains(
            "the nodes of a cluster share a directory already", (await Assert.ThrowsAsync<McpConfigurationException>(() => cluster.StartAsync())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_program_has_it_built_in()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the program is started as on Linux");
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "McpActors.Host", new DirectoryInfo(AppContext.BaseDirectory).Name, "mcpactors");
        var folder = Directory.CreateTempSubdirectory("mcpactors-redis-run-");
        using var process = StartedProcess.Start(
        [
            "/usr/bin/env", "REDIS_PORT=1", $"XDG_RUNTIME_DIR={folder.FullName}", Path.GetFullPath(program),
            "run", "--config", Path.Combine(AppContext.BaseDirectory, "hocon", "redis.conf"),
        ]);
        await process.Stdout.Next(line => line.Contains("The session directory is unavailable: Redis at 127.0.0.1:1 cannot be reached", StringComparison.Ordinal), "warning");
        process.Signal(Posix.SIGTERM);
        await process.Exit();
        folder.Delete(recursive: true);
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddHealthChecks().AddMcpActors();
        builder.Services.AddAkka("platform", akka =>
        {
            akka.AddHocon("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nmcp-actors.sessions.open-timeout = 2s", HoconAddMode.Append).WithMcpActors();
            configure(akka);
        });
        return builder.Build();
    }

    private static int Available()
    {
        var value = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == McpActorsTelemetry.Name && instrument.Name == "mcpactors.session_directory.available") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }
}
