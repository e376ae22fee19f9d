using McpActors.Reaping;
using McpActors.Telemetry;

namespace McpActors.Hosting.Tests;

/// <summary>OpenTelemetry's view of a platform with real servers.</summary>
public sealed class TelemetryTests
{
    private static readonly ActivitySource Agent = new("agent");

    [Fact]
    public async Task A_call_is_a_span_of_its_callers_from_the_message_to_the_answer()
    {
        using var collector = new Collector(Agent.Name);
        await using var platform = await Platform.StartAsync(WithServers);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        Activity parent;
        using (parent = Agent.StartActivity("a task of the agent")!)
        {
            await servers.CallToolAsync("well", "echo", new { text = "x" }).WaitAsync(Patience.ForHosts);
        }

        var span = Assert.Single(collector.Spans, span => span.OperationName == "tools/call echo");

        Assert.Equal((parent.TraceId, parent.SpanId, ActivityKind.Client), (span.TraceId, span.ParentSpanId, span.Kind));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal(
            [
                "gen_ai.operation.name=execute_tool", "gen_ai.tool.name=echo", "mcp.method.name=tools/call", "mcpactors.server=well",
                "network.transport=pipe",
            ],
            span.TagObjects.Where(tag => tag.Key != "mcp.protocol.version").Select(tag => $"{tag.Key}={tag.Value}").Order());
        Assert.False(string.IsNullOrEmpty(span.GetTagItem("mcp.protocol.version") as string));
        // The server was started in between.
        var sent = Assert.Single(span.Events);
        Assert.Equal(McpActorsTelemetry.SentEvent, sent.Name);
        Assert.True(sent.Timestamp.UtcDateTime - span.StartTimeUtc > TimeSpan.FromMilliseconds(1), $"{sent.Timestamp:O} is not after {span.StartTimeUtc:O}");
    }

    [Fact]
    public async Task A_call_that_fails_says_how_and_a_call_in_a_session_names_it()
    {
        using var collector = new Collector();
        await using var platform = await Platform.StartAsync(WithServers);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        await using var session = await servers.OpenSessionAsync("well", "mine").WaitAsync(Patience.ForHosts);
        await session.CallToolAsync("echo").WaitAsync(Patience.ForHosts);
        await Assert.ThrowsAsync<McpServerException>(() => servers.CallToolAsync("dies", "echo").WaitAsync(Patience.ForHosts));
        await Assert.ThrowsAsync<McpServerException>(
            () => servers.CallToolAsync("hangs", "echo", timeout: TimeSpan.FromMilliseconds(50)).WaitAsync(Patience.ForHosts));
        using var cancellation = new CancellationTokenSource();
        var cancelled = servers.CallToolAsync("hangs", "echo", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        await collector.ExpectAsync(1, "mcp.client.operation.duration", ("mcpactors.server", "well"));
        await collector.ExpectAsync(1, "mcp.client.operation.duration", ("mcpactors.server", "dies"), ("error.type", "server_exited"));
        await collector.ExpectAsync(1, "mcp.client.operation.duration", ("mcpactors.server", "hangs"), ("error.type", "timeout"));
        await collector.ExpectAsync(1, "mcp.client.operation.duration", ("mcpactors.server", "hangs"), ("error.type", "cancelled"));
        var spans = collector.Spans.Where(span => span.OperationName == "tools/call echo").ToLookup(span => (string?)span.GetTagItem("mcpactors.server"));
        Assert.Equal("mine", spans["well"].Single().GetTagItem("mcp.session.id"));
        Assert.Equal(ActivityStatusCode.Error, spans["dies"].Single().Status);
        Assert.Equal(["cancelled", "timeout"], spans["hangs"].Select(span => (string?)span.GetTagItem("error.type")).Order());
    }

    [Fact]
    public async Task Processes_sessions_and_sweeps_are_counted()
    {
        using var collector = new Collector();
        await using var platform = await Platform.StartAsync(WithServers);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        await servers.StartAsync("well").WaitAsync(Patience.ForHosts);
        var session = await servers.OpenSessionAsync("well").WaitAsync(Patience.ForHosts);
        (string, object) well = ("mcpactors.server", "well"), running = ("mcpactors.process.state", "running");

        await collector.ExpectAsync(1, "mcpactors.processes", well, running, ("mcpactors.system", "platform"));
        await collector.ExpectAsync(1, "mcpactors.sessions", well);
        await collector.ExpectAsync(1, "mcpactors.process.starts", well);
        await collector.ExpectAsync(1, "mcpactors.process.ready.duration", well);

        await session.DisposeAsync();
        await servers.StopAsync("well").WaitAsync(Patience.ForHosts);
        await collector.ExpectAsync(0, "mcpactors.sessions", well);
        await collector.ExpectAsync(1, "mcpactors.session.ends", well, ("mcpactors.session.end", "closed"));
        await collector.ExpectAsync(0, "mcpactors.processes", well);
        await collector.ExpectAsync(1, "mcpactors.process.exits", well, ("mcpactors.rung", "eof"), ("mcpactors.exit.requested", true), ("mcpactors.exit.confirmed", true));

        await Assert.ThrowsAsync<McpServerException>(() => servers.CallToolAsync("dies", "echo").WaitAsync(Patience.ForHosts));
        await collector.ExpectAsync(1, "mcpactors.process.exits", ("mcpactors.server", "dies"), ("mcpactors.rung", "self"), ("mcpactors.exit.requested", false));
        await collector.ExpectAsync(1, "mcpactors.process.restarts", ("mcpactors.server", "dies"));
        await collector.ExpectAsync(0, "mcpactors.process.restarts", well);

        var sweeps = collector.Read("mcpactors.sweep.duration");
        await platform.Actors.Reaper.Ask<SweepReport>(new Sweep(), Patience.ForHosts);
        await collector.ExpectAsync(sweeps + 1, "mcpactors.sweep.duration");
    }

    [Fact]
    public async Task Where_an_owner_goes_its_process_is_an_orphan_that_is_counted_and_ended()
    {
        using var collector = new Collector();
        await using var platform = await Platform.StartAsync(WithServers);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        await servers.StartAsync("stubborn").WaitAsync(Patience.ForHosts);

        platform.System.ActorSelection("/user/mcp-servers/stubborn").Tell(Kill.Instance);

        await collector.ExpectAsync(1, "mcpactors.orphans", ("mcpactors.server", "stubborn"));
        await collector.ExpectAsync(
            1, "mcpactors.process.exits", ("mcpactors.server", "stubborn"), ("mcpactors.rung", "kill"), ("mcpactors.exit.confirmed", true));
    }

    [Fact]
    public async Task A_server_that_floods_is_seen_in_the_meter_and_in_its_status()
    {
        using var collector = new Collector();
        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(mcp => mcp.AddServer("floods", Artifacts.Adversary, "mcp-floods", "logs")));
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        await servers.StartAsync("floods").WaitAsync(Patience.ForHosts);
        var floods = ("mcpactors.server", (object)"floods");

        using var patience = new CancellationTokenSource(Patience.ForHosts);
        while (collector.Read("mcpactors.reading.paused", floods) == 0 || collector.Read("mcpactors.reading.skipped", floods) == 0)
            await servers.CallToolAsync("floods", "echo", new { text = "x" }, cancellationToken: patience.Token);

        var status = Assert.Single(await servers.GetServersAsync().WaitAsync(Patience.ForHosts));
        Assert.Contains("max-notifications", Assert.Single(status.Processes).ReadingPaused);
    }

    private static void WithServers(Akka.Hosting.AkkaConfigurationBuilder akka) => akka.WithMcpActors(mcp =>
    {
        mcp.ServerDefaults.Restart.MinBackoff = TimeSpan.FromMilliseconds(10);
        mcp.AddServer("well", Artifacts.Adversary, "mcp-well");
        mcp.AddServer("dies", Artifacts.Adversary, "mcp-dies-in-call");
        mcp.ServerDefaults.Shutdown.EofGrace = mcp.ServerDefaults.Shutdown.TermGrace = TimeSpan.FromMilliseconds(300);
        mcp.AddServer("stubborn", Artifacts.Adversary, "mcp-stubborn");
        mcp.AddServer("hangs", Artifacts.Adversary, "mcp-hangs-in-call");
    });
}
