using McpActors.Hosting.Health;
using McpActors.Processes.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting.Tests;

/// <summary>The health check's view of servers and orphans.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Degraded_while_a_server_is_parked_and_healthy_when_it_is_not()
    {
        await using var platform = await Platform.StartAsync(
            akka => akka.WithMcpActors(mcp =>
            {
                mcp.AddServer("well", Artifacts.Adversary, "mcp-well");
                mcp.AddServer("gone", "no-such-program");
            }),
            after: services => services.AddHealthChecks().AddMcpActors(tags: ["ready"]));
        var checks = platform.Services.GetRequiredService<HealthCheckService>();
        var before = await checks.CheckHealthAsync();
        await Assert.ThrowsAsync<McpServerException>(() => platform.Services.GetRequiredService<IMcpServers>().StartAsync("gone").WaitAsync(Patience.ForHosts));

        var parked = (await checks.CheckHealthAsync()).Entries["mcp-actors"];

        Assert.Equal(HealthStatus.Healthy, before.Status);
        Assert.Equal(HealthStatus.Degraded, parked.Status);
        Assert.Contains("gone", parked.Description);
        Assert.Contains("no-such-program", Assert.IsType<Dictionary<string, string>>(parked.Data["parked"])["gone"]);
        Assert.Contains("ready", parked.Tags);
    }

    [Fact]
    public async Task As_one_of_the_checks_of_Akka_Hosting()
    {
        await using var platform = await Platform.StartAsync(
            akka => akka.WithMcpActors(mcp => mcp.AddServer("gone", "no-such-program")).WithMcpActorsHealthCheck(failureStatus: HealthStatus.Degraded, tags: ["ready"]),
            after: services => services.AddHealthChecks());
        var checks = platform.Services.GetRequiredService<HealthCheckService>();
        var before = (await checks.CheckHealthAsync()).Entries["mcp-actors"];
        await Assert.ThrowsAsync<McpServerException>(() => platform.Services.GetRequiredService<IMcpServers>().StartAsync("gone").WaitAsync(Patience.ForHosts));

        var parked = (await checks.CheckHealthAsync()).Entries["mcp-actors"];
        await platform.StopAsync();
        var ended = (await checks.CheckHealthAsync()).Entries["mcp-actors"];

        Assert.Equal(HealthStatus.Healthy, before.Status);
        Assert.Equal(["akka", "ready"], before.Tags.Order());
        Assert.Equal(HealthStatus.Degraded, parked.Status);
        Assert.Contains("gone", parked.Description);
        Assert.Equal(HealthStatus.Degraded, ended.Status);
        Assert.Contains("terminated", ended.Description);
    }

    [Fact]
    public async Task Unhealthy_where_the_actors_have_ended()
    {
        await using var platform = await Platform.StartAsync(
            akka => akka.WithMcpActors(), after: services => services.AddHealthChecks().AddMcpActors());
        var checks = platform.Services.GetRequiredService<HealthCheckService>();
        await platform.StopAsync();

        var entry = (await checks.CheckHealthAsync()).Entries["mcp-actors"];

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("terminated", entry.Description);
    }

    [Fact]
    public void Unhealthy_while_an_orphan_resists_and_not_while_its_ladder_runs()
    {
        var clock = new Clock();
        var ledger = new LeaseLedger(time: clock);
        ledger.Begin("files", TimeSpan.FromSeconds(4));
        var orphan = ledger.Begin("search", TimeSpan.FromSeconds(4));
        orphan.Orphan("its owner stopped");

        var during = McpActorsHealthCheck.Judge([], ledger.Open, HealthStatus.Unhealthy);
        clock.Passed = TimeSpan.FromSeconds(7);
        var after = McpActorsHealthCheck.Judge([], ledger.Open, HealthStatus.Degraded);
        orphan.StartFailed("it never was");

        Assert.Equal(HealthStatus.Healthy, during.Status);
        Assert.Equal(HealthStatus.Degraded, after.Status);
        Assert.Contains("server 'search', lease 2", after.Description);
        Assert.Contains("for 7 s", after.Description);
        Assert.Equal(HealthStatus.Healthy, McpActorsHealthCheck.Judge([], ledger.Open, HealthStatus.Unhealthy).Status);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
